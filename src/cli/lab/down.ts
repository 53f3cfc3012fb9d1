import { Command } from '@commander-js/extra-typings';
import { downLab, listLabs, sweepLabs } from '../../lab/index.ts';
import type { LabDownDocument } from '../../model/contract-lab.ts';
import { cliError } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import { boundId, labId, unbind } from './binding.ts';
import { withRoot } from './root.ts';

/** `mosaic lab down [ID…]` */
export function labDownCommand() {
  const command = new Command('down')
    .description('Remove the staging hosts of this directory; fleet commands talk to the real hosts again.')
    .argument('[id...]', 'labs by their ids instead, as `mosaic lab list` shows them')
    .action((ids, _options, self) =>
      withRoot('mosaic lab down', async () => {
        const shared = readShared(self);
        const crashed = await sweepLabs();
        const removed = ids.length > 0 ? await downAll(ids) : await downHere(shared.dir);
        const all = [...crashed, ...removed].sort();
        say<LabDownDocument>(shared, { version: 1, removed: all }, () =>
          all.length === 0 ? 'nothing to remove\n' : all.map(tell).join(''),
        );
      }),
    );
  return addExample(command, 'mosaic lab down', 'mosaic lab down my-fleet-3f21ab');
}

async function downHere(dir: string): Promise<readonly string[]> {
  const here = new Set([labId(dir), (await boundId(dir)) ?? labId(dir)]);
  const known = (await listLabs()).map((lab) => lab.id).filter((id) => here.has(id));
  for (const id of known) await downLab(id);
  await unbind(dir);
  return known;
}

async function downAll(ids: readonly string[]): Promise<readonly string[]> {
  const known = new Set((await listLabs()).map((lab) => lab.id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw cliError({
      message: `no such lab: ${unknown.join(', ')}\nNothing was removed.`,
      next: 'mosaic lab list',
    });
  }
  for (const id of ids) await downLab(id);
  return ids;
}

function tell(id: string): string {
  return `lab ${id} is gone\n`;
}
