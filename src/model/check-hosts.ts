import type { FleetInput } from './fleet-input.ts';
import type { Host } from './host.ts';
import { knownHint } from './nearest.ts';
import type { Problem } from './problem.ts';
import { hostsOf } from './read-inventory.ts';
import { agentsOf } from './read-roster.ts';
import type { RosterDraft } from './written-roster.ts';
import { placeOf } from './yaml-source.ts';

/** Hosts that agents stand on: known, reachable while staging, and each a machine of its own. */
export function checkHosts(input: FleetInput, draft: RosterDraft): readonly Problem[] {
  const { inventory, roster, staging } = input;
  if (inventory.draft === null) return [];
  const known = Object.keys(inventory.draft.hosts ?? {}).sort();
  const isThere = new Set(known);
  const staged = new Set(staging?.hosts.map(({ name }) => name));
  const used = [...new Set(agentsOf(draft).flatMap((agent) => agent.draft.host ?? []))].sort();
  const wayOut = `mosaic lab down  leaves staging;  mosaic lab up ${used.join(' ')}  boots them all`;
  const unknown = agentsOf(draft).flatMap(({ draft: { host }, path }): readonly Problem[] => {
    if (host === undefined) return [];
    const isKnown = isThere.has(host);
    if (isKnown && (staging === null || staged.has(host))) return [];
    const place = placeOf(roster.source, [...path, 'host']);
    if (!isKnown) {
      const hint = `${knownHint(host, known)}\nor add it:  mosaic fleet host add ${host} USER@ADDRESS`;
      return [{ severity: 'error', message: `unknown host "${host}"`, hint, place }];
    }
    const hint = `staging hosts: ${[...staged].sort().join(', ')}\n${wayOut}`;
    return [{ severity: 'error', message: `host "${host}" is not in the lab ${staging?.id}`, hint, place }];
  });
  return [...unknown, ...sameMachines(input, draft)];
}

/** The hosts by name as commands reach them: those of the lab while one stands. */
export function reachableHosts({ inventory, staging }: FleetInput): ReadonlyMap<string, Host> {
  const hosts = staging?.hosts ?? (inventory.draft === null ? [] : hostsOf(inventory.draft));
  return new Map(hosts.map((host) => [host.name, host]));
}

// An address means another machine behind another jump host.
function machineOf({ connection, user, address, port, jump }: Host): string {
  if (connection === 'local') return 'local';
  return `${user ?? ''}@${address}:${port} ${jump?.name ?? ''}`;
}

// Two hosts of one fleet on one machine would overwrite each other's release.
function sameMachines(input: FleetInput, draft: RosterDraft): readonly Problem[] {
  const used = new Set(agentsOf(draft).map((agent) => agent.draft.host));
  const first = new Map<string, string>();
  return [...reachableHosts(input).values()].flatMap((host): readonly Problem[] => {
    if (!used.has(host.name)) return [];
    const machine = machineOf(host);
    const other = first.get(machine);
    if (other === undefined) {
      first.set(machine, host.name);
      return [];
    }
    const place = placeOf(input.inventory.source, ['hosts', host.name], 'key');
    const message = `${host.name} and ${other} are the same machine and user`;
    return [{ severity: 'error', message, hint: `let their agents stand on ${other}`, place }];
  });
}
