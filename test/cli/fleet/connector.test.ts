import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FleetFolder, fleetFolder, inventory, roster } from '../support/fleet-folder.ts';

const IDS = 'server=1112631390438166618,channel=1517622518662434996';

let folder: FleetFolder;
beforeEach(() => {
  folder = fleetFolder({ 'roster.yaml': roster, 'inventory/hosts.yaml': inventory });
});
afterEach(() => folder.remove());

test('add, list and rm; the secret is declared and what comes next is said', () => {
  const added = folder.fleet('connector', 'add', `discord:${IDS},owners=80351110224678912`);
  expect([added.status, added.stderr]).toEqual([0, '']);
  expect(added.stdout).toContain('added  mos-discord');
  expect(added.stdout).toContain('mosaic fleet secret set discord-token');
  const { connectors } = JSON.parse(folder.fleet('connector', 'list', '--json').stdout);
  expect(connectors).toMatchObject([{ connector: 'mos-discord', agent: 'mos', secret: 'discord-token' }]);
  expect(folder.fleet('connector', 'list').stdout).toContain('discord channel 1517622518662434996');
  const again = folder.fleet('connector', 'add', `discord:${IDS}`);
  expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('already')]);
  expect(folder.fleet('connector', 'rm', 'mos-discord', '--json').status).toBe(0);
  expect(JSON.parse(folder.fleet('connector', 'list', '--json').stdout)).toMatchObject({ connectors: [] });
  expect(folder.fleet('connector', 'rm', 'mos-discord').status).toBe(2);
});

test('init writes a connector into a new roster, and into one that is there', () => {
  const flag = ['--connector', `discord:${IDS},allow=80351110224678912`, '--yes'];
  const made = folder.fleet('init', 'new', '--name', 'home', '--host', 'here=local', ...flag);
  expect(made.stdout).toContain('secret set discord-token');
  expect(folder.read('new/roster.yaml')).toContain('connectors:\n    - name: mos-discord\n');
  const changed = folder.fleet('init', ...flag, '--json');
  expect(JSON.parse(changed.stdout)).toMatchObject({
    changes: ['+ connector mos-discord, discord', '+ secret discord-token'],
  });
  expect(JSON.parse(folder.fleet('init', ...flag, '--json').stdout)).toMatchObject({ changes: [] });
});
