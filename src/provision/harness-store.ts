import type { LockedPlatform } from '../model/harness-lock.ts';
import type { HarnessInstall } from './findings-harness.ts';

/** The archive of one package, as the registry gave it; its sha512 was compared with the lock's. */
export interface HarnessArchive {
  /** Bytes. */
  readonly size: number;
  /** Bytes of what is in it. */
  readonly unpacked: number;
  read(): AsyncIterable<Uint8Array>;
}

/** Where the operator's machine has harnesses from. */
export interface HarnessStore {
  /**
   * The archives of a harness in the order of its packages, fetched first when they are not here. Rejects with a HostError: not
   * locked as the release wants it, registry not reached, or another archive than the locked one.
   */
  fetch(install: HarnessInstall): Promise<FetchedHarness>;
}

export interface FetchedHarness {
  readonly locked: LockedPlatform;
  readonly archives: readonly HarnessArchive[];
}
