import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type FleetFolder, fleetFolder, inventory, roster } from '../support/fleet-folder.ts';

const folders: FleetFolder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

function home(files: Readonly<Record<string, string>> = {}): FleetFolder {
  const folder = fleetFolder({ 'roster.yaml': roster, 'inventory/hosts.yaml': inventory, ...files });
  folders.push(folder);
  return folder;
}

test('a bundle is written, is what its list says, and is then the same', () => {
  const folder = home();
  const { status, stdout, stderr } = folder.fleet('generate');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(
    /^fleet home · 2 hosts · 2 agents\n\nHOST {8}RELEASE {2}FILES\ndragon-lin {2}[0-9a-f]{7} {2}\d+ new\nw-jarvis {4}[0-9a-f]{7} {2}\d+ new\n\nreview {2}bundle\/REVIEW.md\n$/,
  );
  const cwd = join(folder.dir, 'bundle');
  execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd });
  const before = folder.tree('bundle');
  expect(folder.fleet('generate').stdout).toContain('no change');
  expect(folder.tree('bundle')).toEqual(before);
  expect(folder.fleet('generate', '--check').status).toBe(0);
});

test('--check lists what differs and writes nothing', () => {
  const folder = home();
  folder.fleet('generate');
  folder.write('roster.yaml', roster.replace('"1"', '"2"'));
  const before = folder.tree('bundle');
  const checked = folder.fleet('generate', '--check');
  expect(checked.status).toBe(1);
  expect(checked.stdout).toContain('\n~ dragon-lin/agents/coder/variables.sh\n');
  expect(checked.stderr).toBe(
    'mosaic: bundle is not what the roster gives: 5 files differ. Nothing was written.\n  next    mosaic fleet generate\n',
  );
  expect(folder.tree('bundle')).toEqual(before);
  const { written, changes } = JSON.parse(folder.fleet('generate', '--check', '--json').stdout) as never;
  expect({ written, changes }).toMatchObject({
    written: false,
    changes: [{ path: 'REVIEW.md', kind: 'changed' }, {}, {}, {}, {}],
  });
});

test('what is no longer wanted goes, what others wrote or edited stays', () => {
  const folder = home();
  folder.fleet('generate');
  folder.write('bundle/dragon-lin/notes.txt', 'mine');
  folder.write('bundle/dragon-lin/agents/coder/instructions.md', 'edited');
  folder.write('outside.txt', 'mine');
  const digest = 'a'.repeat(64);
  folder.write(
    'bundle/SHA256SUMS',
    `${folder.read('bundle/SHA256SUMS')}${digest}  ../outside.txt\n<<<<<<< HEAD\n`,
  );
  folder.write('roster.yaml', roster.split('agents:')[0] ?? '');
  const { stdout } = folder.fleet('generate');
  expect(stdout).toMatch(/dragon-lin {2}[0-9a-f]{7} → none {2}\d+ gone/);
  expect(stdout).toContain('kept  bundle/dragon-lin/agents/coder/instructions.md  edited by hand');
  expect(Object.keys(folder.tree('bundle/dragon-lin'))).toEqual([
    'agents/coder/instructions.md',
    'notes.txt',
  ]);
  expect(existsSync(join(folder.dir, 'bundle/dragon-lin/systemd'))).toBe(false);
  expect(folder.read('outside.txt')).toBe('mine');
});

test('a file that generate did not write is never overwritten', () => {
  const folder = home({ 'elsewhere/REVIEW.md': 'mine' });
  const { status, stderr } = folder.fleet('generate', '--out', 'elsewhere');
  expect(status).toBe(1);
  expect(stderr).toContain('  elsewhere/REVIEW.md\n  Nothing was written.\n');
  expect(folder.tree('elsewhere')).toEqual({ 'REVIEW.md': 'mine' });
});

test('a faulty roster is told with all its faults, and nothing is written', () => {
  const folder = home({
    'roster.yaml': roster.replace('runtime: echo', 'runtime: ehco').replace('host: dragon', 'host: drago'),
  });
  const { status, stdout, stderr } = folder.fleet('generate');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('Did you mean echo?');
  expect(stderr).toContain('Did you mean dragon-lin?');
  expect(stderr).toMatch(/mosaic: nothing was done: mend the above first\n$/);
  expect(existsSync(join(folder.dir, 'bundle'))).toBe(false);
});

test('a template of the fleet directory counts before the shipped one; one that nobody reads is a warning', () => {
  const folder = home({
    'templates/systemd/fleet.target.hbs': '[Unit]\nDescription=mine: {{description}}\n',
    'templates/systemd/agnet.service.hbs': '',
    'templates/runtimes/echo/start.sh': '#!/bin/sh\nexec cat\n',
  });
  const { status, stderr } = folder.fleet('generate');
  expect(status).toBe(0);
  expect(stderr).toContain('templates/systemd/agnet.service.hbs is not used');
  expect(stderr).toContain('Did you mean agent.service.hbs?');
  expect(folder.read('bundle/w-jarvis/systemd/mosaic-home.target')).toBe(
    '[Unit]\nDescription=mine: mosaic: fleet home\n',
  );
  expect(folder.read('bundle/w-jarvis/runtimes/echo/start.sh')).toBe('#!/bin/sh\nexec cat\n');
  expect(folder.fleet('runtimes').stdout).toMatch(
    /echo +optional +shipped, with own files of templates\/runtimes\//,
  );
});

test('a runtime is a folder: it is listed, and agents can run it', () => {
  const text = `name: mine
summary: my own
model: none
startWithin: 5s
nativeBeat: false
screens: { waiting: [], busy: [], idle: ['^\\$ $'] }
input: { refuseStart: [] }
`;
  const folder = home({
    'templates/runtimes/mine/runtime.yaml': text,
    'templates/runtimes/mine/start.sh': 'exec sh\n',
    'templates/runtimes/mine/README.md': 'not for hosts',
    'roster.yaml': roster.replace('runtime: echo', 'runtime: mine'),
  });
  expect(folder.fleet('runtimes').stdout).toMatch(/mine +none +templates\/runtimes\/ +my own\n/);
  expect(folder.fleet('generate').status).toBe(0);
  expect(Object.keys(folder.tree('bundle/w-jarvis/runtimes'))).toEqual(['mine/start.sh']);
  expect(folder.read('bundle/w-jarvis/screens/mine.tsv')).toBe('idle\t^\\$ $\n');
});
