import type { HostBundle, Manifest } from '../model/bundle.ts';
import type { WantedCredentials } from './credentials.ts';
import type { Facts } from './facts.ts';

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
  const nothing = { files: [], units: [], agents: [], connectors: [], harnesses: [] };
  return {
    release: null,
    manifest: { version: 1, fleet, host, heartbeat: { every: 15, stale: 60 }, ...nothing },
    secrets: { digests: {}, version: null },
  };
}

/** What the last deploy wanted of a host; `null`: its manifest was destroyed. */
export function carriedBy(host: string, facts: Facts): Wanted | null {
  if (facts.current === null) return wantedOf(null, facts.fleet, host);
  const manifest = facts.manifests[facts.current];
  return manifest === undefined ? null : { release: facts.current, manifest, secrets: null };
}
