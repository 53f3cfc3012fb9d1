import type { Host } from '../../model/host.ts';
import { knownHint } from '../../model/nearest.ts';
import type { FleetHost } from '../../provision/fleet-host.ts';
import { cliError, EXIT } from '../cli-error.ts';
import type { CompiledFleet } from '../compile-fleet.ts';
import type { OpenHosts } from '../open-hosts.ts';
import { resolveSecrets } from '../secret/resolve-secrets.ts';
import type { Looks } from './begin-looking.ts';

/** The hosts that a command works on; all of the inventory without names, since one without agents may still carry old ones. */
export function chosenHosts(
  { bundle, hosts }: CompiledFleet,
  names: readonly string[],
  open: OpenHosts,
  secrets: FleetHost['secrets'] = null,
  looks: Looks = new Map(),
): readonly FleetHost[] {
  return named(hosts, names).map((host) => ({
    host: host.name,
    bundle: bundle.hosts.find((candidate) => candidate.host === host.name) ?? null,
    secrets,
    open: () => open.open(host),
    looking: looks.get(host.name),
  }));
}

/** The values that the agents of these hosts need, before anything is reached; throws a CliError when one cannot be had. */
export function secretsFor(compiled: CompiledFleet, names: readonly string[]) {
  return resolveSecrets(
    compiled,
    named(compiled.hosts, names).map(({ name }) => name),
  );
}

function named(hosts: readonly Host[], names: readonly string[]): readonly Host[] {
  const known = hosts.map(({ name }) => name);
  const unknown = [...new Set(names)].filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const lines = unknown.map((name) => `no host is named "${name}"; ${knownHint(name, known)}`);
    throw cliError({ message: lines.join('\n'), next: 'mosaic fleet host list', exitCode: EXIT.usage });
  }
  return names.length === 0 ? hosts : hosts.filter(({ name }) => names.includes(name));
}
