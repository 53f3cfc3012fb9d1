import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isMap, parseDocument, stringify, visit } from 'yaml';
import { type FleetFolder, fleetFolder, inventory, readTree, runFleet } from '../cli/support/fleet-folder.ts';

const presets = join(import.meta.dirname, '../../presets');
const folders: FleetFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

test.each(readdirSync(presets))('%s gives the same bytes to everyone, everywhere', (file) => {
  const roster = rosterOf(readFileSync(join(presets, file), 'utf8'));
  const here = folderOf(roster, inventory);
  const there = folderOf(reversed(roster), reversed(inventory));
  mkdirSync(join(there.dir, 'elsewhere'));
  const first = runFleet(['generate', '-C', here.dir], here.dir, { TZ: 'UTC', LC_ALL: 'C', HOME: here.dir });
  const other = {
    TZ: 'Pacific/Kiritimati',
    LC_ALL: 'tr_TR.UTF-8',
    LANG: 'tr_TR.UTF-8',
    HOME: '/nonexistent',
    USER: 'x',
  };
  const second = runFleet(['-C', '..', 'generate'], join(there.dir, 'elsewhere'), other);
  expect([first.stderr, second.stderr]).toEqual(['', '']);
  const bytes = readTree(join(here.dir, 'bundle'));
  expect(Object.keys(bytes).length).toBeGreaterThan(20);
  expect(readTree(join(there.dir, 'bundle'))).toEqual(bytes);
});

test('another order of keys is another text', () => {
  expect(reversed('a: 1\nb: { d: 1, c: [2, 1] }\n')).toBe('b: { c: [ 2, 1 ], d: 1 }\na: 1\n');
});

function folderOf(roster: string, hosts: string): FleetFolder {
  const folder = fleetFolder({ 'roster.yaml': roster, 'inventory/hosts.yaml': hosts });
  folders.push(folder);
  return folder;
}

interface Preset {
  readonly name: string;
  readonly orchestrator: { readonly name: string };
  readonly agents: readonly { readonly name: string; readonly role: string; readonly count?: number }[];
}

/** A roster with every agent of a preset, those that come more than once only once. */
function rosterOf(text: string): string {
  const { name, orchestrator, agents } = parseDocument(text).toJS() as Preset;
  const env = { ZED: 'ü', Alpha: '1', beta: "it's", _x: '$(date)' };
  return stringify({
    apiVersion: 'mosaic.fleet/v1',
    fleet: 'home',
    preset: name,
    defaults: { runtime: 'echo', env },
    orchestrator: { name: orchestrator.name, host: 'w-jarvis' },
    agents: agents.map((agent) => ({
      name: agent.name,
      role: agent.role,
      host: 'dragon-lin',
      limits: { memory: '2G', cpu: '50%' },
    })),
  });
}

/** The same document with the keys of every map the other way round. */
function reversed(text: string): string {
  const doc = parseDocument(text);
  visit(doc, (_, node) => {
    if (isMap(node)) node.items.reverse();
  });
  return doc.toString();
}
