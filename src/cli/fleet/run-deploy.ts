import { sha256 } from '../../model/sha256.ts';
import { planFleet } from '../../provision/plan-fleet.ts';
import { breathe } from '../breathe.ts';
import { compileFleet } from '../compile-fleet.ts';
import { commitOf } from '../git.ts';
import type { OpenHosts } from '../open-hosts.ts';
import type { SharedOptions } from '../options.ts';
import { beginLooking, type Looks } from './begin-looking.ts';
import { chosenHosts, secretsFor } from './chosen-hosts.ts';
import { deployScripts } from './deploy-actor.ts';
import type { DeployOptions } from './deploy-planned.ts';

/** What `mosaic fleet deploy` was told besides its hosts. */
export type DeployWish = Pick<DeployOptions, 'isDryRun' | 'yes' | 'canary' | 'confirmWithin' | 'drain'> & {
  /** Also where a commit was deployed that is not in this clone. */
  readonly isForced: boolean;
};

/** Compiles, plans and deploys. Sets the exit code; throws CliErrors. */
export async function runDeploy(
  names: readonly string[],
  { isForced, ...wish }: DeployWish,
  shared: SharedOptions,
  hosts: OpenHosts,
): Promise<void> {
  await breathe();
  let looks: Looks = new Map();
  const compiled = await compileFleet(shared, (directory) => {
    looks = beginLooking(directory, hosts);
  });
  const commit = await commitOf(compiled.dir);
  const secrets = await secretsFor(compiled, names);
  const chosen = chosenHosts(compiled, names, hosts, secrets, looks);
  const planning = planFleet(chosen, deployScripts(), compiled.fleet.name);
  // While the hosts are looked at.
  const { deployPlanned } = await import('./deploy-planned.ts');
  const { isShown } = await import('./plan-lines.ts');
  const { unrelatedHosts } = await import('./unrelated.ts');
  const { harnessStore } = await import('../harness/store.ts');
  const shown = (await planning).filter((host) => isShown(host, names));
  await deployPlanned(shown, compiled.fleet.name, shared, {
    ...wish,
    harnesses: harnessStore(compiled.lock),
    command: 'deploy',
    source: { roster: sha256(compiled.roster), commit },
    unrelated: isForced ? [] : await unrelatedHosts(shown, compiled.dir, commit),
  });
}
