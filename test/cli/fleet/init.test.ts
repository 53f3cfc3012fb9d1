import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FleetFolder, fleetFolder } from '../support/fleet-folder.ts';

let folder: FleetFolder;
beforeEach(() => {
  folder = fleetFolder({});
});
afterEach(() => folder.remove());

const HOSTS = ['--host', 'here=local', '--host', 'box=me@10.0.0.7:2222'];

function init(...args: readonly string[]) {
  return folder.fleet('init', ...args);
}

function initJson(...args: readonly string[]) {
  const { status, stdout, stderr } = init(...args, '--json');
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as { written: string[]; changes: string[]; kept: string[]; fleet: string };
}

test('an empty folder becomes a fleet directory that compiles', () => {
  const { status, stdout } = init(
    '--name',
    'home',
    '--preset',
    'coding',
    ...HOSTS,
    '--orchestrator',
    'sol@here',
  );
  expect(status).toBe(0);
  expect(stdout).toContain('fleet home · 2 hosts · 5 agents');
  expect(stdout).toContain('host trust box');
  expect(folder.read('inventory/hosts.yaml')).toContain(
    'box:\n    address: 10.0.0.7\n    port: 2222\n    user: me\n',
  );
  expect(folder.read('roster.yaml')).toContain(
    'orchestrator:\n  name: sol\n  role: orchestrator\n  host: here\n',
  );
  expect(folder.read('.gitignore')).toBe('.mosaic/\n');
  expect(folder.fleet('generate').stderr).toBe('');
});

test('without hosts the example inventory is used', () => {
  expect(init('sub', '--name', 'home').status).toBe(0);
  expect(folder.read('sub/inventory/hosts.yaml')).toContain('w-jarvis:\n    connection: local');
});

test('again changes nothing, and needs no answer', () => {
  init('--name', 'home', ...HOSTS);
  const before = folder.tree('.');
  expect(initJson('--name', 'home', '--preset', 'general', ...HOSTS).written).toEqual([]);
  expect(initJson()).toMatchObject({ written: [], changes: [] });
  expect(folder.tree('.')).toEqual(before);
});

test('edits and comments survive what is asked for; what is gone comes back only with its preset', () => {
  init('--name', 'home', ...HOSTS);
  const edited = folder
    .read('roster.yaml')
    .replace('  - name: writer\n    role: writer\n    host: box\n', '')
    .replace('    role: assistant\n', '    role: assistant   # mine\n    workdir: ~/src\n');
  folder.write('roster.yaml', edited);
  expect(initJson().written).toEqual([]);
  const { changes } = initJson('--preset', 'general', '--yes');
  expect(changes).toEqual(['+ writer, writer on box']);
  expect(folder.read('roster.yaml')).toBe(`${edited}  - name: writer\n    role: writer\n    host: box\n`);
});

test('another preset takes the place of what the first one gave, and leaves what was changed', () => {
  init('--name', 'home', '--preset', 'general', ...HOSTS);
  const edited = folder
    .read('roster.yaml')
    .replace('role: assistant\n', 'role: assistant\n    instructions: Be brief.\n');
  folder.write('roster.yaml', edited);
  const refused = init('--preset', 'coding');
  expect([refused.status, folder.read('roster.yaml')]).toEqual([2, edited]);
  expect(refused.stderr).toContain('--yes');
  const { changes } = initJson('--preset', 'coding', '--yes');
  expect(changes).toEqual([
    '~ preset: general → coding',
    '- writer, as the preset general gave it',
    '+ coder-1, coder on box',
    '+ coder-2, coder on box',
    '+ reviewer, reviewer on box',
    '+ tester, tester on box',
  ]);
  expect(folder.read('roster.yaml')).toContain('instructions: Be brief.\n');
});

test('a host of the inventory is never overwritten', () => {
  init('--name', 'home', ...HOSTS);
  const { kept, changes } = initJson('--host', 'box=you@other', '--host', 'new=10.0.0.8', '--yes');
  expect(kept).toEqual(['host box is in the inventory already; it stays as it is']);
  expect(changes).toEqual(['+ host new, 10.0.0.8']);
});

test.each([
  [['--preset', 'codng'], 'Did you mean coding?'],
  [['--runtime', 'ecko'], 'Did you mean echo?'],
  [['--name', 'my-agent'], 'not a fleet'],
  [['--host', 'box'], 'it has no address'],
  [['--host', 'Box=a@b'], 'is not a name'],
  [['--host', 'box=a b'], 'no address can be read'],
  [['--host', 'box=a:99999'], 'is no port'],
  [['--orchestrator', 'mos@nowhere', '--name', 'home'], 'unknown host "nowhere"'],
  [['--orchestrator', 'writer', '--name', 'home'], 'a second agent named "writer"'],
])('%j writes nothing and says why', (args, message) => {
  const { status, stderr } = init(...args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
  expect(folder.tree('.')).toEqual({});
});
