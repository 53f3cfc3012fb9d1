import { Command } from '@commander-js/extra-typings';
import { sha256 } from '../../model/sha256.ts';
import { planFleet } from '../../provision/plan-fleet.ts';
import { compileFleet } from '../compile-fleet.ts';
import { addExample } from '../example.ts';
import { commitOf } from '../git.ts';
import { harnessStore } from '../harness/store.ts';
import { withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { chosenHosts, secretsFor } from './chosen-hosts.ts';
import { CONFIRM_FLAG, CONFIRM_SAYS, parseConfirm } from './confirm-option.ts';
import { deployScripts } from './deploy-actor.ts';
import { deployPlanned } from './deploy-planned.ts';
import { drainOption, noDrainOption } from './drain-option.ts';
import { isShown } from './plan-lines.ts';
import { unrelatedHosts } from './unrelated.ts';

/** `mosaic fleet deploy [HOST…]` */
export function deployCommand() {
  const command = new Command('deploy')
    .description(
      'Bring the fleet to its hosts: show the plan, wait for busy agents, switch, verify; a host that does not come up is put back.',
    )
    .argument('[host...]', 'only these hosts')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'only show the plan')
    .option(CONFIRM_FLAG, CONFIRM_SAYS, parseConfirm)
    .option('--canary <host>', 'this host first; the others only when all is well there')
    .addOption(drainOption())
    .addOption(noDrainOption())
    .option('--force-unrelated', 'also where a commit was deployed that is not in this clone, and undo it')
    .action(async (names, options, self) => {
      const shared = readShared(self);
      const compiled = await compileFleet(shared);
      const commit = await commitOf(compiled.dir);
      const secrets = await secretsFor(compiled, names);
      await withHosts(async (hosts) => {
        const chosen = chosenHosts(compiled, names, hosts, secrets);
        const planned = await planFleet(chosen, deployScripts(), compiled.fleet.name);
        const shown = planned.filter((host) => isShown(host, names));
        const isForced = options.forceUnrelated === true;
        await deployPlanned(shown, compiled.fleet.name, shared, {
          isDryRun: options.dryRun === true,
          yes: options.yes === true,
          harnesses: harnessStore(compiled.lock),
          command: 'deploy',
          canary: options.canary ?? null,
          confirmWithin: options.confirmWithin ?? null,
          drain: options.drain,
          source: { roster: sha256(compiled.roster), commit },
          unrelated: isForced ? [] : await unrelatedHosts(shown, compiled.dir, commit),
        });
      });
    });
  return addExample(
    command,
    'mosaic fleet deploy',
    'mosaic fleet deploy dragon-lin --yes --drain 2h',
    'mosaic fleet deploy --canary dragon-lin',
  );
}
