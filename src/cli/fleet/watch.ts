import { setTimeout as sleep } from 'node:timers/promises';
import type { PsDocument } from '../../model/contract-ps.ts';
import { onInterrupt } from '../interrupt.ts';
import type { SharedOptions } from '../options.ts';
import { styleFor } from '../style.ts';
import { openPicture } from './picture.ts';
import { psTable } from './ps-table.ts';

const EVERY_MS = 2_000;

/** Shows what `look` finds, again and again, until the process is told to end. */
export async function watch(shared: SharedOptions, look: () => Promise<PsDocument>): Promise<never> {
  if (shared.json || !process.stdout.isTTY) {
    for (;;) {
      process.stdout.write(`${JSON.stringify(await look())}\n`);
      await sleep(EVERY_MS);
    }
  }
  const picture = openPicture();
  onInterrupt(() => {
    picture.close();
    return 'the fleet goes on; only the watching ended';
  });
  const style = styleFor(process.stdout, shared.color);
  for (;;) {
    const text = psTable(await look(), { style, symbols: true });
    picture.draw(`${text}\n${style.dim('every 2s · Ctrl-C ends')}\n`);
    await sleep(EVERY_MS);
  }
}
