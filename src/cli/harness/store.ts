import {
  type HarnessLock,
  type LockedPlatform,
  lockDigest,
  lockKey,
  PLATFORMS,
} from '../../model/harness-lock.ts';
import { describeInstall } from '../../provision/describe-install.ts';
import { hostError } from '../../provision/fault.ts';
import type { HarnessInstall } from '../../provision/findings-harness.ts';
import type { FetchedHarness, HarnessStore } from '../../provision/harness-store.ts';
import { fetchArchives } from './archives.ts';

/** Harnesses as they are locked, each fetched once however many hosts ask for it. */
export function harnessStore(lock: HarnessLock): HarnessStore {
  const fetched = new Map<string, Promise<FetchedHarness>>();
  return {
    fetch: (install) => {
      const known = fetched.get(install.digest);
      if (known !== undefined) return known;
      const fetching = fetchHarness(lock, install);
      fetched.set(install.digest, fetching);
      return fetching;
    },
  };
}

async function fetchHarness(lock: HarnessLock, install: HarnessInstall): Promise<FetchedHarness> {
  const locked = lockedAs(lock, install);
  if (locked === null) {
    const message = `harness.lock does not hold ${describeInstall(install)} as this release wants it: take it from the commit that made it`;
    throw hostError(message, 'mosaic fleet harness list');
  }
  return { locked, archives: await fetchArchives(locked.packages) };
}

function lockedAs(
  lock: HarnessLock,
  { harness, version, digest, platform }: HarnessInstall,
): LockedPlatform | null {
  const known = PLATFORMS.find((one) => one === platform);
  const name = { name: harness, version };
  const locked = known === undefined ? undefined : lock[lockKey(name)]?.[known];
  return locked !== undefined && lockDigest(name, locked) === digest ? locked : null;
}
