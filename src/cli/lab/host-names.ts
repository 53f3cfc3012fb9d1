import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatProblem } from '../../model/problem-text.ts';
import { readWritten } from '../../model/read-written.ts';
import { inventoryDraftSchema, inventorySchema } from '../../model/written-inventory.ts';
import { cliError, EXIT } from '../cli-error.ts';

/** Names of the hosts that a fleet directory's inventory reaches by SSH, in the file's order. */
export async function hostNames(dir: string): Promise<readonly string[]> {
  const file = 'inventory/hosts.yaml';
  const text = await readFile(join(dir, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw cliError({
      message: `${dir} has no ${file}, so there are no hosts to stand in for`,
      next: { names: 'mosaic lab up HOST HOST…', fleet: 'mosaic fleet init' },
    });
  });
  const { draft, problems } = readWritten(file, text, inventorySchema, inventoryDraftSchema);
  if (problems.length > 0)
    throw cliError({
      message: problems.map((problem) => formatProblem(problem)).join('\n'),
      exitCode: EXIT.usage,
    });
  const hosts = Object.entries(draft?.hosts ?? {}).filter(([, host]) => host.connection !== 'local');
  return hosts.map(([name]) => name);
}
