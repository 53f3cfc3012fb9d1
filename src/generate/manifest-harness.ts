import type { ManifestHarness } from '../model/bundle.ts';
import type { Harness } from '../model/harness.ts';
import { type HarnessLock, lockDigests, lockedHarness, lockKey } from '../model/harness-lock.ts';
import { harnessPath } from '../model/host-paths.ts';

/** A harness that is locked, as the manifest lists it. */
export function manifestHarness(harness: Harness, lock: HarnessLock): ManifestHarness {
  const locked = lockedHarness(lock, harness);
  if (locked === null) throw new Error(`unchecked harness ${lockKey(harness)}`);
  const { name, version } = harness;
  return { name, version, path: harnessPath(name, version), digests: lockDigests(harness, locked) };
}
