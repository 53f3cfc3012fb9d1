import { setTimeout as sleep } from 'node:timers/promises';
import type { PsDocument } from '../../model/contract-ps.ts';
import type { Fleet } from '../../model/fleet.ts';
import type { Host } from '../../model/host.ts';
import type { HostLook } from '../../operate/host-look.ts';
import { psDocument } from '../../operate/ps-document.ts';
import { onInterrupt } from '../interrupt.ts';
import type { SharedOptions } from '../options.ts';
import { sayLine } from '../say.ts';
import { styleFor } from '../style.ts';
import { openPicture } from './picture.ts';
import { psTable } from './ps-table.ts';

const EVERY_MS = 2_000;

/**
 * Shows what `look` finds, again and again, until the process is told to end. Each host is looked at in its own time:
 * one that hangs does not hold up the others.
 */
export async function watch(
  shared: SharedOptions,
  fleet: Fleet,
  look: (host: Host) => Promise<HostLook>,
): Promise<void> {
  const looks = new Map<string, HostLook>();
  const first = fleet.hosts.map(async (host) => looks.set(host.name, await look(host)));
  const goOn = fleet.hosts.map(async (host, index) => {
    await first[index];
    for (;;) {
      await sleep(EVERY_MS);
      looks.set(host.name, await look(host));
    }
  });
  const draw = shared.json || !process.stdout.isTTY ? drawLine : drawer(shared);
  const redraw = async () => {
    await Promise.race([Promise.all(first), sleep(EVERY_MS)]);
    for (;;) {
      draw(
        psDocument(
          fleet,
          fleet.hosts.map((host) => looks.get(host.name) ?? noAnswerYet(host.name)),
        ),
      );
      await sleep(EVERY_MS / 2);
    }
  };
  await Promise.race([redraw(), ...goOn]);
}

type Draw = (document: ReturnType<typeof psDocument>) => void;

const drawLine: Draw = (document) => {
  sayLine<PsDocument>(document);
};

function drawer(shared: SharedOptions): Draw {
  const picture = openPicture();
  onInterrupt(() => {
    picture.close();
    return 'the fleet goes on; only the watching ended';
  });
  const style = styleFor(process.stdout, shared.color);
  return (document) =>
    picture.draw(
      `${psTable(document, { style, symbols: true, width: process.stdout.columns })}\n${style.dim('Ctrl-C ends')}\n`,
    );
}

function noAnswerYet(host: string): HostLook {
  return { host, fault: { code: 'frozen', host, message: 'no answer yet', next: 'mosaic fleet verify' } };
}
