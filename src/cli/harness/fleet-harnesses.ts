import { harnessesOf } from '../../generate/check-harnesses.ts';
import type { Harness } from '../../model/harness.ts';
import { lockedHarness, PLATFORMS, type Platform } from '../../model/harness-lock.ts';
import { neededHarnesses } from '../../model/needed-harnesses.ts';
import { fail, type Result, succeed } from '../../model/problem.ts';
import { loadFleetDirectory } from '../fleet-directory.ts';
import { loadTemplates } from '../load-templates.ts';
import { type Locks, loadLocks } from './lock-file.ts';

/** A harness that a fleet needs, and what is known of it. */
export interface FleetHarness {
  readonly harness: Harness;
  readonly hosts: readonly string[];
  readonly locked: 'own' | 'shipped' | null;
  readonly platforms: readonly Platform[];
}

export interface FleetHarnesses {
  /** Sorted by name. */
  readonly harnesses: readonly FleetHarness[];
  readonly locks: Locks;
}

/** What a fleet directory needs, also where it is not locked yet. */
export async function loadFleetHarnesses(dir: string): Promise<Result<FleetHarnesses>> {
  const templates = await loadTemplates(dir);
  if (!templates.ok) return templates;
  const { runtimes } = templates.value.sources;
  const loaded = await loadFleetDirectory(dir, { runtimes });
  if (!loaded.ok) return fail([...loaded.problems, ...templates.warnings]);
  const locks = await loadLocks(dir);
  if (!locks.ok) return locks;
  const { fleet } = loaded.value;
  const harnesses = harnessesOf(fleet, { runtimes }).map((harness) => {
    const isNeeded = (host: string) =>
      neededHarnesses(fleet, host, runtimes).some(({ name }) => name === harness.name);
    const hosts = fleet.hosts.map(({ name }) => name).filter(isNeeded);
    return { harness, hosts, ...lockOf(harness, locks.value) };
  });
  return succeed({ harnesses, locks: locks.value }, [...loaded.warnings, ...templates.warnings]);
}

function lockOf(harness: Harness, locks: Locks): Pick<FleetHarness, 'locked' | 'platforms'> {
  for (const from of ['own', 'shipped'] as const) {
    const found = lockedHarness(locks[from], harness);
    if (found === null) continue;
    return { locked: from, platforms: PLATFORMS.filter((platform) => found[platform] !== undefined) };
  }
  return { locked: null, platforms: [] };
}
