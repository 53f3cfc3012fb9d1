import type { Bundle } from '../model/bundle.ts';
import type { Fleet } from '../model/fleet.ts';
import { fail, type Result, succeed } from '../model/problem.ts';
import { checkAgents } from './check-agents.ts';
import { checkHarnesses } from './check-harnesses.ts';
import { checkRuntimes } from './check-runtimes.ts';
import { hostBundle } from './host-bundle.ts';
import { review } from './review.ts';
import { sharedFiles } from './shared-files.ts';
import type { Sources } from './sources.ts';
import { compileUnits } from './unit-templates.ts';

/** Compiles a fleet into the files of its hosts. Pure: the same fleet and sources give the same bytes, anywhere. */
export function generate(fleet: Fleet, sources: Sources): Result<Bundle> {
  const { runtimes } = sources;
  const units = compileUnits(sources.units);
  const problems = [
    ...checkRuntimes(runtimes),
    ...checkAgents(fleet, runtimes),
    ...checkHarnesses(fleet, sources),
    ...(units.ok ? [] : units.problems),
  ];
  if (!units.ok || problems.length > 0) return fail(problems);
  const shared = sharedFiles(sources);
  const agents = Map.groupBy(fleet.agents, ({ host }) => host);
  const hosts = fleet.hosts.map(({ name }) =>
    hostBundle(fleet, name, agents.get(name) ?? [], shared, units.value),
  );
  return succeed({ fleet: fleet.name, hosts, review: review(fleet, hosts) });
}
