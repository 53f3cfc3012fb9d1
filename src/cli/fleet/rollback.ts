import { Command } from '@commander-js/extra-typings';
import { planRollback } from '../../provision/plan-rollback.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { compileFleet } from '../compile-fleet.ts';
import { addExample } from '../example.ts';
import { harnessStore } from '../harness/store.ts';
import { withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { chosenHosts } from './chosen-hosts.ts';
import { CONFIRM_FLAG, CONFIRM_SAYS, parseConfirm } from './confirm-option.ts';
import { deployScripts } from './deploy-actor.ts';
import { deployPlanned } from './deploy-planned.ts';
import { drainOption, noDrainOption } from './drain-option.ts';

/** `mosaic fleet rollback [HOST…]` */
export function rollbackCommand() {
  const command = new Command('rollback')
    .description(
      'Go back to a release that is still on the hosts: the one before, or any that history shows.',
    )
    .argument('[host...]', 'only these hosts')
    .option('--to <release>', 'the first digits of a release (default: the one before)')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'only show the plan')
    .option(CONFIRM_FLAG, CONFIRM_SAYS, parseConfirm)
    .option('--canary <host>', 'this host first; the others only when all is well there')
    .addOption(drainOption())
    .addOption(noDrainOption())
    .action(async (names, options, self) => {
      const shared = readShared(self);
      const to = releaseDigits(options.to);
      const compiled = await compileFleet(shared);
      await withHosts(async (hosts) => {
        const chosen = chosenHosts(compiled, names, hosts);
        const carrying = chosen.filter(({ host, bundle }) => bundle !== null || names.includes(host));
        const planned = await planRollback(carrying, deployScripts(), compiled.fleet.name, to);
        await deployPlanned(planned, compiled.fleet.name, shared, {
          isDryRun: options.dryRun === true,
          yes: options.yes === true,
          harnesses: harnessStore(compiled.lock),
          command: 'rollback',
          canary: options.canary ?? null,
          confirmWithin: options.confirmWithin ?? null,
          drain: options.drain,
          source: null,
          unrelated: [],
        });
      });
    });
  return addExample(
    command,
    'mosaic fleet rollback',
    'mosaic fleet rollback dragon-lin --to 19ab33c --no-drain',
  );
}

function releaseDigits(to: string | undefined): string {
  if (to === undefined) return 'previous';
  if (/^[0-9a-f]{4,64}$/.test(to)) return to;
  const message = `"${to}" is no release: at least four of its digits, 0-9 and a-f`;
  throw cliError({ message, next: 'mosaic fleet history', exitCode: EXIT.usage });
}
