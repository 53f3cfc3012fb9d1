import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FleetFolder, fleetFolder, inventory } from '../support/fleet-folder.ts';

const ROSTER = `# mine
apiVersion: mosaic.fleet/v1
fleet: home
defaults: { runtime: echo }
secrets:
  gh: file:gh.token   # theirs
orchestrator: { name: mos, host: w-jarvis, env: { GH_TOKEN: secret:gh } }
`;
const main = resolve(import.meta.dirname, '../../../src/main.ts');
const hasAge = spawnSync('age', ['--version']).status === 0;
if (!hasAge) {
  if (process.env['REQUIRE_ALL'] === '1') throw new Error('age is not installed: apt-get install age');
  console.warn('\n=== SKIPPED: secrets.age beside the age of Debian: apt-get install age ===\n');
}

let folder: FleetFolder;
let identity: string;

beforeEach(() => {
  folder = fleetFolder({
    'roster.yaml': ROSTER,
    'inventory/hosts.yaml': inventory,
    'gh.token': 'token-of-gh\n',
  });
  identity = join(folder.dir, 'home/identity.age');
});
afterEach(() => folder.remove());

function secret(args: readonly string[], stdin: string | Uint8Array = '', env: Record<string, string> = {}) {
  const options = {
    cwd: folder.dir,
    input: stdin,
    env: { ...process.env, MOSAIC_AGE_IDENTITY: identity, ...env },
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'fleet', 'secret', ...args], options);
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

function age(args: readonly string[], stdin = ''): string {
  const { status, stdout, stderr } = spawnSync('age', args, { cwd: folder.dir, input: stdin });
  if (status !== 0) throw new Error(String(stderr));
  return String(stdout);
}

test('a value is read from stdin, encrypted, declared; nobody sees it', () => {
  const said = secret(['set', 'mail-key'], 'very-hidden-value\n');
  expect([said.status, said.stderr]).toEqual([0, '']);
  expect(said.stdout).toContain('set  mail-key from secrets.age');
  expect(said.stdout).toContain('keep a copy of it elsewhere');
  expect(folder.read('roster.yaml')).toBe(ROSTER.replace('# theirs\n', '# theirs\n  mail-key: age\n'));
  expect(folder.read('secrets.age')).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----/);
  for (const path of [identity, join(folder.dir, 'secrets.age')])
    expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(identity, '..')).mode & 0o777).toBe(0o700);
  const again = secret(['set', 'mail-key', '--json'], 'very-hidden-value');
  expect(JSON.parse(again.stdout)).toMatchObject({ secret: 'mail-key', changed: false });
  expect(said.stdout + again.stdout + folder.read('secrets.recipients')).not.toContain('very-hidden');
});

test('list and test tell everything but the value', () => {
  secret(['set', 'mail-key'], 'very-hidden-value');
  secret(['set', 'late', '--from', 'env:NOT_SET_HERE']);
  const { status, stdout } = secret(['test', '--json']);
  expect(status).toBe(1);
  expect(JSON.parse(stdout).secrets).toEqual([
    {
      secret: 'gh',
      source: 'file:gh.token',
      agents: ['mos'],
      ok: true,
      length: '8 to 63 bytes',
      why: null,
      next: null,
    },
    {
      secret: 'late',
      source: 'env:NOT_SET_HERE',
      agents: [],
      ok: false,
      length: null,
      why: 'NOT_SET_HERE is not set here',
      next: 'export NOT_SET_HERE=…',
    },
    {
      secret: 'mail-key',
      source: 'age',
      agents: [],
      ok: true,
      length: '8 to 63 bytes',
      why: null,
      next: null,
    },
  ]);
  const list = secret(['list'], '', { NOT_SET_HERE: 'set-after-all' });
  expect(list.stdout).toMatch(/^gh +file:gh.token +mos +ok, 8 to 63 bytes$/m);
  expect(list.stdout + stdout).not.toMatch(/very-hidden|token-of-gh|set-after-all/);
  expect(secret(['test', 'gh']).status).toBe(0);
  expect(secret(['test', 'hg']).stderr).toContain('Did you mean gh?');
});

test('a command that fails says why, and not what it printed', () => {
  secret(['set', 'cmd', '--from', 'command:printf ababababab | tr ab xy; echo locked >&2; exit 4']);
  const { stdout } = secret(['test', 'cmd', '-v']);
  expect(stdout).toContain('the command ended with exit code 4: locked');
  expect(stdout).not.toContain('xyxy');
  secret(['set', 'cmd', '--from', 'command:pwd; echo']);
  expect(JSON.parse(secret(['test', 'cmd', '--json']).stdout).secrets[0].ok).toBe(true);
});

test.each([
  ['an empty value', '\n', 'its value is empty'],
  ['NUL', 'a\0b', 'its value holds NUL'],
  ['too much', 'x'.repeat(70_000), 'longer than 64 kB'],
])('%s is refused, and nothing is changed', (_name, value, why) => {
  const said = secret(['set', 'mail-key'], value);
  expect([said.status, said.stdout]).toEqual([1, '']);
  expect(said.stderr).toContain(why);
  expect(folder.read('roster.yaml')).toBe(ROSTER);
  expect(existsSync(join(folder.dir, 'secrets.age'))).toBe(false);
});

test('what may be the value itself is not said again', () => {
  const said = secret(['set', 'x', '--from', 'sk-the-value-itself']);
  expect(said.status).toBe(2);
  expect(said.stderr).not.toContain('sk-the-value');
  expect(secret(['set', 'x', 'sk-the-value-itself']).status).toBe(2);
});

test('rotate gives a value to what age keeps, and points elsewhere for the rest', () => {
  secret(['set', 'mail-key'], 'first-value');
  expect(secret(['rotate', 'mail-key'], 'second-value').stdout).toContain('set  mail-key from secrets.age');
  expect(secret(['rotate', 'gh'], 'x').stderr).toContain('gh is kept by file:gh.token');
  expect(secret(['rotate', 'nope'], 'x').status).toBe(2);
});

test('rm forgets what nobody uses', () => {
  secret(['set', 'mail-key'], 'first-value');
  expect(secret(['rm', 'gh']).stderr).toContain('mos use the secret gh; nothing was changed');
  expect(secret(['rm', 'mail-key']).stdout).toBe('removed  mail-key\n');
  expect(folder.read('roster.yaml')).toBe(ROSTER);
  expect(secret(['rm', 'mail-key']).status).toBe(2);
});

test('an identity that others can read, or that opens nothing, is told', () => {
  secret(['set', 'mail-key'], 'first-value');
  chmodSync(identity, 0o644);
  expect(secret(['test', 'mail-key']).stdout).toContain(`chmod 600 ${identity}`);
  chmodSync(identity, 0o600);
  const other = join(folder.dir, 'home/other.age');
  const said = secret(['test', 'mail-key'], '', { MOSAIC_AGE_IDENTITY: other });
  expect(said.stdout).toContain(`there is no identity at ${other}`);
  secret(['rm', 'mail-key'], '', { MOSAIC_AGE_IDENTITY: other });
  expect(existsSync(other)).toBe(false);
});

test('a damaged file is told, and not written over', () => {
  secret(['set', 'mail-key'], 'first-value');
  const damaged = folder.read('secrets.age').replace(/[A-Za-z](?=[^\n]*\n-----END)/, '!');
  folder.write('secrets.age', damaged);
  const said = secret(['set', 'other'], 'x-value');
  expect([said.status, said.stderr]).toEqual([1, expect.stringContaining('does not open')]);
  expect(folder.read('secrets.age')).toBe(damaged);
});

test.skipIf(!hasAge)('Debian’s age opens what we wrote, and we what it wrote; operators share', () => {
  secret(['set', 'mail-key'], 'first\nvalue\n\n');
  expect(JSON.parse(age(['-d', '-i', identity, 'secrets.age']))).toEqual({ 'mail-key': 'first\nvalue\n' });
  const bob = join(folder.dir, 'bob.key');
  spawnSync('age-keygen', ['-o', bob]);
  const recipient = String(spawnSync('age-keygen', ['-y', bob]).stdout).trim();
  expect(secret(['share', recipient]).stdout).toContain(recipient);
  expect(folder.read('secrets.recipients')).toContain(recipient);
  const asBob = { MOSAIC_AGE_IDENTITY: bob };
  expect(secret(['test', 'mail-key'], '', asBob).status).toBe(0);
  expect(secret(['rotate', 'mail-key'], 'from-bob', asBob).status).toBe(0);
  expect(secret(['test', 'mail-key']).status).toBe(0);
  const plain = '{"mail-key": "by hand", "bin": {"base64": "/wE="}}';
  writeFileSync(join(folder.dir, 'secrets.age'), age(['-R', 'secrets.recipients', '-a'], plain));
  expect(secret(['test', 'mail-key']).status).toBe(0);
  spawnSync('age', ['-R', 'secrets.recipients', '-o', 'secrets.age'], { cwd: folder.dir, input: plain });
  expect(secret(['test', 'mail-key'], '', asBob).status).toBe(0);
  expect(secret(['share', 'age1nonsense']).status).toBe(2);
});
