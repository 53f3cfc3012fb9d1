import { Command } from '@commander-js/extra-typings';
import { deployFleet } from '../../provision/deploy-fleet.ts';
import { isUnchanged } from '../../provision/host-plan.ts';
import { type PlannedHost, planFleet } from '../../provision/plan-fleet.ts';
import { compileFleet } from '../compile-fleet.ts';
import { confirm } from '../confirm.ts';
import { addExample } from '../example.ts';
import { onInterrupt } from '../interrupt.ts';
import { withHosts } from '../open-hosts.ts';
import { readShared, type SharedOptions } from '../options.ts';
import { styleFor } from '../style.ts';
import { chosenHosts, secretsFor } from './chosen-hosts.ts';
import { actorFor, deployScripts } from './deploy-actor.ts';
import { deployDocument, exitCodeOf, isFailure, outcomeLines } from './outcome-lines.ts';
import { isShown, planDocument, planLines } from './plan-lines.ts';

/** `mosaic fleet deploy [HOST…]` */
export function deployCommand() {
  const command = new Command('deploy')
    .description(
      'Bring the fleet to its hosts: show the plan, switch, verify; a host that does not come up is put back.',
    )
    .argument('[host...]', 'only these hosts')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'only show the plan')
    .action(async (names, options, self) => {
      const shared = readShared(self);
      const compiled = await compileFleet(shared);
      const secrets = await secretsFor(compiled, names);
      await withHosts(async (hosts) => {
        const chosen = chosenHosts(compiled, names, hosts, secrets);
        const planned = await planFleet(chosen, deployScripts(), compiled.fleet.name);
        const shown = planned.filter((host) => isShown(host, names));
        await deployPlanned(shown, compiled.fleet.name, shared, {
          isDryRun: options.dryRun === true,
          yes: options.yes === true,
          why: 'deploy',
        });
      });
    });
  return addExample(command, 'mosaic fleet deploy', 'mosaic fleet deploy dragon-lin --yes');
}

export interface DeployOptions {
  readonly isDryRun: boolean;
  readonly yes: boolean;
  /** Stands in the hosts' records, e.g. `rollback`. */
  readonly why: string;
}

/** Shows plans, asks, and carries them out. Sets the exit code. */
export async function deployPlanned(
  planned: readonly PlannedHost[],
  fleet: string,
  shared: SharedOptions,
  { isDryRun, yes, why }: DeployOptions,
): Promise<void> {
  const unreachable = planned.filter(({ result }) => result === 'unreachable').length;
  if (isDryRun) {
    showPlan(planned, fleet, shared, process.stdout);
    process.exitCode = exitCodeOf(unreachable, planned.length);
    return;
  }
  const changes = planned.some((host) => host.result === 'planned' && !isUnchanged(host.plan));
  if (!shared.json) showPlan(planned, fleet, shared, process.stdout);
  if (changes && !(await confirm('Deploy this?', { yes }))) {
    process.stderr.write('Nothing was changed.\n');
    return;
  }
  const done = onInterrupt(
    () =>
      'a host that was switched and not confirmed puts itself back in a minute or two; how it stands: mosaic fleet verify',
  );
  const outcomes = await carryOut(planned, shared, why, changes);
  done();
  if (shared.json) process.stdout.write(`${JSON.stringify(deployDocument(fleet, outcomes), null, 2)}\n`);
  process.exitCode = exitCodeOf(outcomes.filter(isFailure).length, outcomes.length);
}

function showPlan(
  planned: readonly PlannedHost[],
  fleet: string,
  shared: SharedOptions,
  out: NodeJS.WriteStream,
): void {
  const text = shared.json
    ? `${JSON.stringify(planDocument(fleet, planned), null, 2)}\n`
    : planLines(planned, styleFor(out, shared.color), shared.verbose);
  out.write(text);
}

function carryOut(planned: readonly PlannedHost[], shared: SharedOptions, why: string, changes: boolean) {
  const width = Math.max(0, ...planned.map(({ host }) => host.host.length)) + 4;
  const shown = { style: styleFor(process.stdout, shared.color), symbols: process.stdout.isTTY === true };
  // Without changes the plan has said it all.
  const isSilent = shared.json || !changes;
  return deployFleet(planned, deployScripts(), actorFor(why), (outcome) => {
    if (!isSilent) process.stdout.write(outcomeLines(outcome, width, shown));
  });
}
