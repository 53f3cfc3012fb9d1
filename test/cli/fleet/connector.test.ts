import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkPairingCode, pairingSchema } from '../../../src/model/pairing-code.ts';
import { type FleetFolder, fleetFolder, inventory, roster, runFleet } from '../support/fleet-folder.ts';

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

test('test and pair of a connector that is not deployed say so; a code is made for one that is', () => {
  const local = inventory.replace('{ address: 10.0.0.5, user: jason }', '{ connection: local }');
  folder.write('inventory/hosts.yaml', local);
  folder.fleet('connector', 'add', `discord:${IDS},owners=80351110224678912`);
  const at = (...args: readonly string[]) => runFleet(args, folder.dir, { HOME: join(folder.dir, 'home') });
  folder.write('home/empty', '');
  const tested = at('connector', 'test', '--json');
  expect(tested.status).toBe(1);
  expect(JSON.parse(tested.stdout)).toMatchObject({
    connectors: [
      { connector: 'mos-discord', ok: false, steps: [{ said: 'it is not deployed on w-jarvis' }] },
    ],
  });
  expect(at('connector', 'pair').stderr).toContain('is not deployed on w-jarvis; no code was made');
  expect(at('connector', 'restart').stderr).toContain('is not deployed on w-jarvis');
  expect(at('connector', 'pair', 'mos-dicord').stderr).toContain('Did you mean mos-discord?');
  folder.write(
    'home/.local/share/mosaic/home/current/systemd/mosaic-home-connector-mos-discord.service',
    '[Service]\n',
  );
  const { code, until } = JSON.parse(at('connector', 'pair', '--json').stdout);
  const path = join(folder.dir, 'home/.local/state/mosaic/home/connectors/mos-discord/pairing.json');
  const pairing = pairingSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  expect(checkPairingCode(pairing, code, Date.parse(until) - 1000)).toBe('right');
});
