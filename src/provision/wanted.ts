import type { HostBundle, Manifest } from '../model/bundle.ts';
import type { WantedCredentials } from './credentials.ts';

/** What should be on a host: a release, or (`release: null`, nothing in the manifest) nothing of the fleet. */
export interface Wanted {
  readonly release: string | null;
  readonly manifest: Manifest;
  /** `null`: nobody looked the values up, and those that the host has are right. */
  readonly secrets: WantedCredentials | null;
}

export function wantedOf(
  bundle: HostBundle | null,
  fleet: string,
  host: string,
  secrets: WantedCredentials | null = null,
): Wanted {
  if (bundle !== null) return { release: bundle.release, manifest: bundle.manifest, secrets };
  const nothing = { files: [], units: [], agents: [] };
  return {
    release: null,
    manifest: { version: 1, fleet, host, heartbeat: { every: 15, stale: 60 }, ...nothing },
    secrets: { digests: {}, version: null },
  };
}
