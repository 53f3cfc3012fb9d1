import type { Host } from './host.ts';
import { parseHostKey } from './host-key.ts';
import { jumpFaults } from './jump-faults.ts';
import type { Problem } from './problem.ts';
import { type Reading, readWritten } from './read-written.ts';
import {
  type InventoryDraft,
  inventoryDraftSchema,
  inventorySchema,
  type WrittenHost,
  type WrittenHosts,
} from './written-inventory.ts';
import { placeOf } from './yaml-source.ts';

/** Reads inventory/hosts.yaml. */
export function readInventory(file: string, text: string): Reading<InventoryDraft> {
  const reading = readWritten(file, text, inventorySchema, inventoryDraftSchema);
  const hosts = Object.entries(reading.draft?.hosts ?? {});
  const more = hosts.flatMap(([name, host]) => [
    ...localProblems(reading, name, host),
    ...keyProblems(reading, name, host),
  ]);
  const jumps = jumpFaults(reading.draft?.hosts ?? {}).map(
    ({ host, message, hint }): Problem => ({
      severity: 'error',
      message,
      hint,
      place: placeOf(reading.source, ['hosts', host, 'jump']),
    }),
  );
  return { ...reading, problems: [...reading.problems, ...more, ...jumps] };
}

function localProblems(
  { source }: Reading<InventoryDraft>,
  name: string,
  host: WrittenHost,
): readonly Problem[] {
  if (host.connection !== 'local') return [];
  const useless = (['address', 'port', 'user', 'hostKey', 'identity', 'jump'] as const).filter(
    (key) => host[key] !== undefined,
  );
  return useless.map((key) => ({
    severity: 'error',
    message: `${name} is local: it takes no ${key}`,
    hint: 'remove this line, or connection: local',
    place: placeOf(source, ['hosts', name, key], 'key'),
  }));
}

function keyProblems(
  { source }: Reading<InventoryDraft>,
  name: string,
  host: WrittenHost,
): readonly Problem[] {
  if (host.hostKey === undefined || parseHostKey(host.hostKey) !== null) return [];
  const hint = `run  mosaic fleet host trust ${name}`;
  const place = placeOf(source, ['hosts', name, 'hostKey']);
  return [
    {
      severity: 'error',
      message: `the host key of ${name} is damaged, or of a type that cannot be pinned`,
      hint,
      place,
    },
  ];
}

/** A written host with every default filled in; `jump` is what its own `jump` names. */
export function normaliseHost(name: string, written: WrittenHost, jump: Host | null = null): Host {
  return {
    name,
    connection: written.connection ?? 'ssh',
    address: written.address ?? name,
    port: written.port ?? 22,
    user: written.user ?? null,
    hostKey: written.hostKey ?? null,
    identity: written.identity ?? null,
    jump,
    labels: written.labels ?? {},
  };
}

/** All hosts of an inventory, normalised, sorted by name. */
export function hostsOf(draft: InventoryDraft): readonly Host[] {
  const written = draft.hosts ?? {};
  return Object.keys(written)
    .sort()
    .map((name) => hostAt(written, name, []));
}

// A circle ends where it closes: it is a problem already, told by `readInventory`.
function hostAt(written: WrittenHosts, name: string, behind: readonly string[]): Host {
  const host = Object.hasOwn(written, name) ? (written[name] ?? {}) : {};
  const { jump } = host;
  const ends = jump === undefined || !Object.hasOwn(written, jump) || [...behind, name].includes(jump);
  return normaliseHost(name, host, ends ? null : hostAt(written, jump, [...behind, name]));
}
