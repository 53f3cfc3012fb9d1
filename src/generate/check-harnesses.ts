import type { Fleet } from '../model/fleet.ts';
import type { Harness } from '../model/harness.ts';
import { lockedHarness, lockKey } from '../model/harness-lock.ts';
import { neededHarnesses } from '../model/needed-harnesses.ts';
import type { Problem } from '../model/problem.ts';
import type { Sources } from './sources.ts';

/** All harnesses that the hosts of a fleet need, each once, sorted by name. */
export function harnessesOf(fleet: Fleet, { runtimes }: Pick<Sources, 'runtimes'>): readonly Harness[] {
  const all = fleet.hosts.flatMap(({ name }) => neededHarnesses(fleet, name, runtimes));
  return [...new Map(all.map((harness) => [harness.name, harness])).values()].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

/** Whether it is known for each harness what is installed: a bundle does not ask any registry. */
export function checkHarnesses(fleet: Fleet, sources: Sources): Problem[] {
  return harnessesOf(fleet, sources)
    .filter((harness) => lockedHarness(sources.lock, harness) === null)
    .map((harness) => ({
      severity: 'error',
      message: `harness.lock does not say what ${lockKey(harness)} installs`,
      hint: 'mosaic fleet harness lock  asks the npm registry, and writes it down',
    }));
}
