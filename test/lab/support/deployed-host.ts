import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { deployScripts } from '../../../src/cli/fleet/deploy-actor.ts';
import { type LabHost, run } from '../../../src/lab/index.ts';
import type { Facts } from '../../../src/provision/facts.ts';
import { lookAt } from '../../../src/provision/look.ts';
import { connect } from '../../../src/remote/connect.ts';
import type { FleetOnLab } from './fleet.ts';

const TEMPLATES = join(import.meta.dirname, '../../../templates');

/** Everything that a look tells of a fleet on a host, with the manifest of a release too. */
export async function factsOf(host: LabHost, fleet: string, release?: string): Promise<Facts> {
  const { name, address, port, user, hostKey, identity } = host;
  const way = {
    name,
    address,
    port,
    user,
    hostKey,
    identity,
    connection: 'ssh',
    jump: null,
    labels: {},
  } as const;
  const transport = await connect(way);
  try {
    return await lookAt(transport, deployScripts(), fleet, release);
  } finally {
    await transport.close();
  }
}

/** A line of sh as the host's user; throws when it fails. */
export async function onHost(host: LabHost, line: string): Promise<string> {
  return (await run(host, ['sh', '-c', line], { as: 'user' })).stdout;
}

/** Pids of the running units. */
export function pidsOf(facts: Facts): Readonly<Record<string, number | null>> {
  return Object.fromEntries(Object.entries(facts.units).map(([unit, { pid }]) => [unit, pid]));
}

/** Rewrites the roster. */
export function editRoster({ dir }: FleetOnLab, edit: (roster: Roster) => void): void {
  const path = join(dir, 'roster.yaml');
  const roster = parse(readFileSync(path, 'utf8')) as Roster;
  edit(roster);
  writeFileSync(path, stringify(roster));
}

export interface Roster {
  agents: Record<string, unknown>[];
  [key: string]: unknown;
}

/** Gives the fleet directory a runtime of its own: the echo harness with another start.sh. */
export function addRuntime({ dir }: FleetOnLab, name: string, start: string): void {
  const folder = join(dir, 'templates/runtimes', name);
  mkdirSync(folder, { recursive: true });
  cpSync(join(TEMPLATES, 'runtimes/echo'), folder, { recursive: true });
  const yaml = readFileSync(join(folder, 'runtime.yaml'), 'utf8');
  writeFileSync(join(folder, 'runtime.yaml'), yaml.replace('name: echo', `name: ${name}`));
  writeFileSync(join(folder, 'start.sh'), start);
}
