import type { Host } from './host.ts';
import { parseHostKey } from './host-key.ts';
import type { Problem } from './problem.ts';
import { type Reading, readWritten } from './read-written.ts';
import {
  type InventoryDraft,
  inventoryDraftSchema,
  inventorySchema,
  type WrittenHost,
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
  return { ...reading, problems: [...reading.problems, ...more] };
}

function localProblems(
  { source }: Reading<InventoryDraft>,
  name: string,
  host: WrittenHost,
): readonly Problem[] {
  if (host.connection !== 'local') return [];
  const useless = (['address', 'port', 'user', 'hostKey', 'identity'] as const).filter(
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

/** A written host with every default filled in. */
export function normaliseHost(name: string, written: WrittenHost): Host {
  return {
    name,
    connection: written.connection ?? 'ssh',
    address: written.address ?? name,
    port: written.port ?? 22,
    user: written.user ?? null,
    hostKey: written.hostKey ?? null,
    identity: written.identity ?? null,
    labels: written.labels ?? {},
  };
}

/** All hosts of an inventory, normalised, sorted by name. */
export function hostsOf(draft: InventoryDraft): readonly Host[] {
  const written = draft.hosts ?? {};
  return Object.keys(written)
    .sort()
    .map((name) => normaliseHost(name, written[name] ?? {}));
}
