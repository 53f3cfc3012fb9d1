import { afterEach, expect, test } from 'vitest';
import { loadFleetDirectory } from '../../src/cli/fleet-directory.ts';
import { RUNTIMES } from '../model/support/fleet-input.ts';
import { type FleetFolder, fleetFolder } from './support/fleet-folder.ts';

let folder: FleetFolder;
afterEach(() => folder.remove());

const FILES = {
  'roster.yaml': `apiVersion: mosaic.fleet/v1
fleet: home
preset: general
defaults: { runtime: echo }
orchestrator: { name: mos, host: here, instructions: { file: notes/mos.md } }
agents:
  - { name: a, role: writer, host: box }
`,
  'inventory/hosts.yaml': `apiVersion: mosaic.inventory/v1
hosts:
  here: { connection: local }
  box: { address: 10.0.0.7 }
  spare: { address: 10.0.0.8 }
`,
  'notes/mos.md': 'Ask first.\n',
};

function lab(...names: readonly string[]): string {
  const hosts = names.map(
    (name, index) => `  ${name}: { address: 10.213.0.${index + 2}, port: 22, user: operator }\n`,
  );
  return `# made\nid: lab-1\nhosts:\n${hosts.join('')}`;
}

async function load(files: Readonly<Record<string, string>>) {
  folder = fleetFolder(files);
  const result = await loadFleetDirectory(folder.dir, { runtimes: RUNTIMES });
  return result.ok ? result.value : result.problems.map(({ message }) => message);
}

test('roster, inventory, preset and instruction files make a fleet', async () => {
  const directory = await load(FILES);
  expect(directory).toMatchObject({ staging: null, fleet: { name: 'home', preset: 'general' } });
  if ('fleet' in directory) {
    expect(directory.hosts.map(({ name }) => name)).toEqual(['box', 'here', 'spare']);
    expect(directory.fleet.agents.find(({ name }) => name === 'mos')?.instructions).toMatch(
      /\nAsk first\.\n$/,
    );
    expect(directory.fleet.agents.find(({ name }) => name === 'a')?.instructions).toContain(
      'Output and hand-off',
    );
  }
});

test('while a lab is bound, every host is a staging host', async () => {
  const directory = await load({ ...FILES, '.mosaic/lab.yaml': lab('here', 'box') });
  expect(directory).toMatchObject({ staging: 'lab-1' });
  if ('fleet' in directory) {
    expect(directory.fleet.hosts.map(({ address }) => address)).toEqual(['10.213.0.3', '10.213.0.2']);
    expect(directory.hosts.map(({ name }) => name)).toEqual(['box', 'here']);
  }
});

test('a lab that lacks a host, or cannot be read, reaches no real host', async () => {
  expect(await load({ ...FILES, '.mosaic/lab.yaml': lab('here') })).toEqual([
    'host "box" is not in the lab lab-1',
  ]);
  folder.remove();
  expect(await load({ ...FILES, '.mosaic/lab.yaml': 'id: [' })).toHaveLength(1);
  folder.remove();
  expect(await load({ ...FILES, '.mosaic/lab.yaml': '' })).toEqual(['the file is empty']);
});

test('a preset of the fleet directory wins over the shipped one', async () => {
  const own = `apiVersion: mosaic.preset/v1
name: general
summary: mine
orchestrator: { name: mos, role: chief }
agents: []
roles: { chief: { instructions: Mine. }, writer: { instructions: Own writer. } }
`;
  const directory = await load({ ...FILES, 'presets/general.yaml': own });
  if (!('fleet' in directory)) throw new Error(directory.join());
  expect(directory.fleet.agents.map(({ role }) => role)).toEqual(['writer', 'chief']);
  expect(directory.fleet.agents[0]?.instructions).toContain('Own writer.');
});

test('problems of all files come at once', async () => {
  const { 'notes/mos.md': _, ...rest } = FILES;
  const roster = FILES['roster.yaml'].replace('host: box', 'host: bx');
  const inventory = FILES['inventory/hosts.yaml'].replace('10.0.0.8', '"a b"');
  const problems = await load({ ...rest, 'roster.yaml': roster, 'inventory/hosts.yaml': inventory });
  expect(problems).toEqual(['cannot read notes/mos.md', 'unknown host "bx"', '"a b" is not an address']);
  folder.remove();
  const { 'inventory/hosts.yaml': __, ...without } = FILES;
  expect(await load(without)).toEqual([
    expect.stringMatching(/cannot read .*inventory\/hosts.yaml: it does not exist/),
  ]);
});

test('without a roster the error says how to get one', async () => {
  folder = fleetFolder({});
  await expect(loadFleetDirectory(folder.dir, { runtimes: RUNTIMES })).rejects.toMatchObject({
    exitCode: 2,
    next: { new: 'mosaic fleet init' },
  });
});
