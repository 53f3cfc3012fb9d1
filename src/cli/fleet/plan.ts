import { Command } from '@commander-js/extra-typings';
import type { PlanDocument } from '../../model/contract-deploy.ts';
import { planFleet } from '../../provision/plan-fleet.ts';
import { compileFleet } from '../compile-fleet.ts';
import { addExample } from '../example.ts';
import { commitOf } from '../git.ts';
import { type OpenHosts, withFleetHosts } from '../open-hosts.ts';
import { readShared, type SharedOptions } from '../options.ts';
import { say } from '../say.ts';
import { beginLooking, type Looks } from './begin-looking.ts';
import { chosenHosts, secretsFor } from './chosen-hosts.ts';
import { deployScripts } from './deploy-actor.ts';
import { exitCodeOf } from './outcome-lines.ts';
import { planDocument } from './plan-document.ts';
import { isShown, planLines } from './plan-lines.ts';
import { unrelatedHosts } from './unrelated.ts';

/** `mosaic fleet plan [HOST…]` */
export function planCommand() {
  const command = new Command('plan')
    .description(
      'Show what a deploy would change on each host, and what was changed there by hand. Changes nothing.',
    )
    .argument('[host...]', 'only these hosts')
    .action(async (names, _options, self) => {
      const shared = readShared(self);
      const { compiled, planned } = await withFleetHosts(shared.dir, names, (hosts) =>
        compileAndPlan(names, shared, hosts),
      );
      const shown = planned.filter((host) => isShown(host, names));
      const unrelated = await unrelatedHosts(shown, compiled.dir, await commitOf(compiled.dir));
      say<PlanDocument>(shared, planDocument(compiled.fleet.name, shown, unrelated), (style) =>
        planLines(shown, style, shared.verbose, unrelated),
      );
      process.exitCode = exitCodeOf(
        shown.filter(({ result }) => result === 'unreachable').length,
        shown.length,
      );
    });
  return addExample(command, 'mosaic fleet plan', 'mosaic fleet plan dragon-lin -v');
}

async function compileAndPlan(names: readonly string[], shared: SharedOptions, hosts: OpenHosts) {
  let looks: Looks = new Map();
  const compiled = await compileFleet(shared, (directory) => {
    looks = beginLooking(directory, hosts);
  });
  const secrets = await secretsFor(compiled, names);
  const chosen = chosenHosts(compiled, names, hosts, secrets, looks);
  return { compiled, planned: await planFleet(chosen, deployScripts(), compiled.fleet.name) };
}
