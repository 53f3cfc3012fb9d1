import { Command } from '@commander-js/extra-typings';
import type { PlanDocument } from '../../model/contract-deploy.ts';
import { planFleet } from '../../provision/plan-fleet.ts';
import { compileFleet } from '../compile-fleet.ts';
import { addExample } from '../example.ts';
import { commitOf } from '../git.ts';
import { withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
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
      const compiled = await compileFleet(shared);
      const secrets = await secretsFor(compiled, names);
      const planned = await withHosts((hosts) =>
        planFleet(chosenHosts(compiled, names, hosts, secrets), deployScripts(), compiled.fleet.name),
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
