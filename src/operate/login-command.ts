import type { ManifestAgent } from '../model/bundle.ts';
import { hostPaths } from '../model/host-paths.ts';
import { shCommand } from './sh-command.ts';

// The script wants the fleet's root by its whole path.
const FROM_HOME = 'exec sh -c "$1" login "$HOME/$2" "$3"';

/** Runs the harness' own login for an agent, at a terminal; `script` is the text of enter.sh and login.sh. Ends with 0 when it is logged in. */
export function loginCommand(
  fleet: string,
  { environment }: Pick<ManifestAgent, 'environment'>,
  script: string,
): string {
  return shCommand(FROM_HOME, script, hostPaths.root(fleet), environment);
}
