import { Command } from '@commander-js/extra-typings';
import { addExample } from '../example.ts';
import { withFleetHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { CONFIRM_FLAG, CONFIRM_SAYS, parseConfirm } from './confirm-option.ts';
import { drainOption, noDrainOption } from './drain-option.ts';

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
    .action((names, options, self) => {
      const shared = readShared(self);
      const wish = {
        isDryRun: options.dryRun === true,
        yes: options.yes === true,
        canary: options.canary ?? null,
        confirmWithin: options.confirmWithin ?? null,
        drain: options.drain,
        isForced: options.forceUnrelated === true,
      };
      return withFleetHosts(shared.dir, names, async (hosts) => {
        const { runDeploy } = await import('./run-deploy.ts');
        await runDeploy(names, wish, shared, hosts);
      });
    });
  return addExample(
    command,
    'mosaic fleet deploy',
    'mosaic fleet deploy dragon-lin --yes --drain 2h',
    'mosaic fleet deploy --canary dragon-lin',
  );
}
