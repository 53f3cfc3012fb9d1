import { join } from 'node:path';
import type { Fleet } from '../../model/fleet.ts';
import type { Problem } from '../../model/problem.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { loadFleetDirectory } from '../fleet-directory.ts';
import { loadRuntimes } from '../load-runtimes.ts';
import type { SharedOptions } from '../options.ts';
import { packageRoot } from '../package-root.ts';
import { printProblems } from '../print-problems.ts';
import { sayStaging } from '../say-staging.ts';

/**
 * The fleet of a directory, without compiling it. Prints its errors and throws a CliError of exit code 2; warnings are
 * for those who deploy it.
 */
export async function readFleet(shared: SharedOptions): Promise<Fleet> {
  const runtimes = await loadRuntimes(join(packageRoot(), 'templates'), join(shared.dir, 'templates'));
  if (!runtimes.ok) throw unreadable(runtimes.problems, shared);
  const known = runtimes.value.map(({ runtime }) => runtime);
  const directory = await loadFleetDirectory(shared.dir, { runtimes: known });
  if (!directory.ok) throw unreadable(directory.problems, shared);
  sayStaging(directory.value.staging, shared);
  return directory.value.fleet;
}

function unreadable(problems: readonly Problem[], shared: SharedOptions) {
  printProblems(problems, shared);
  return cliError({ message: 'nothing was done: mend the above first', exitCode: EXIT.usage });
}
