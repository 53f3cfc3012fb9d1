import { formatProblem } from '../../model/problem-text.ts';
import { readInventory } from '../../model/read-inventory.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { shown } from '../shown-path.ts';
import { readTextFile } from '../text-file.ts';

/**
 * Names of all hosts of a fleet directory's inventory, in the file's order. The operator's own machine (`connection: local`) gets a
 * stand-in too: a fleet never runs half on staging hosts and half on real ones.
 */
export async function hostNames(dir: string): Promise<readonly string[]> {
  const path = shown(dir, 'inventory/hosts.yaml');
  const file = readTextFile(path);
  if (file.kind !== 'text') {
    const why = file.kind === 'absent' ? 'does not exist' : `cannot be read: ${file.why}`;
    throw cliError({
      message: `${path} ${why}, so there are no hosts to stand in for`,
      next: { named: 'mosaic lab up HOST HOST…', fleet: 'mosaic fleet init' },
    });
  }
  const { draft, problems } = readInventory(path, file.text);
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) {
    const message = errors.map((problem) => formatProblem(problem)).join('\n');
    throw cliError({ message, exitCode: EXIT.usage });
  }
  const hosts = Object.keys(draft?.hosts ?? {});
  if (hosts.length === 0) {
    throw cliError({ message: `${path} has no host to stand in for`, next: 'mosaic lab up HOST HOST…' });
  }
  return hosts;
}
