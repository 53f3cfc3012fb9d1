/** Where a fleet lies on a host; all relative to the home of the user that it runs as. */
export const hostPaths = {
  root: (fleet: string): string => `.local/share/mosaic/${fleet}`,
  state: (fleet: string): string => `.local/state/mosaic/${fleet}`,
  agentState: (fleet: string, agent: string): string => `.local/state/mosaic/${fleet}/agents/${agent}`,
  recover: (fleet: string): string => `.local/share/mosaic/${fleet}/recover`,
  /** Versions of the values of secrets, one folder each, and `current`, a link to one of them. */
  credentials: (fleet: string): string => `.config/mosaic/${fleet}/credentials`,
  /** One version of a harness, beside others: `bin/<name>` starts it, whatever the platform. */
  harness: (fleet: string, name: string, version: string): string =>
    `.local/share/mosaic/${fleet}/${harnessPath(name, version)}`,
  /** The program `node` of one version. */
  node: (fleet: string, version: string): string =>
    `.local/share/mosaic/${fleet}/${harnessPath('node', version)}/bin/node`,
  units: '.config/systemd/user',
} as const;

/** Where a harness lies, relative to the fleet's root. */
export function harnessPath(name: string, version: string): string {
  return `harness/${name}/${version}`;
}

/** Where an object lies, relative to the fleet's root. */
export function objectPath(sha256: string): string {
  return `objects/${sha256}`;
}
