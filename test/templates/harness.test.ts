import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deployScripts } from '../../src/cli/fleet/deploy-actor.ts';
import type { LockedPlatform } from '../../src/model/harness-lock.ts';
import { harnessList } from '../../src/provision/harness-stream.ts';
import { factsIn } from '../../src/provision/look.ts';
import {
  integrityOf,
  type NpmPackage,
  npmArchive,
  toolPackages,
  toolText,
} from '../support/registry/npm-archive.ts';

const DIGEST = 'd'.repeat(64);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mosaic-harness-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** All that the installer reads. */
function input(packages: readonly NpmPackage[]): { readonly list: Buffer; readonly bytes: Buffer } {
  const own = packages.filter(({ name }) => !/arm64/.test(name));
  const archives = own.map(npmArchive);
  const locked: LockedPlatform = {
    program: '@x/tool-linux-x64/bin/tool',
    packages: own.map(({ name, version, bin }, index) => ({
      path: name,
      name,
      version,
      integrity: integrityOf(archives[index] ?? Buffer.alloc(0)),
      executables: Object.values(bin ?? {}),
    })),
  };
  const sizes = archives.map(({ length }) => ({
    size: length,
    unpacked: 0,
    read: () => expect.unreachable(),
  }));
  const list = Buffer.from(harnessList({ locked, archives: sizes }));
  return { list, bytes: Buffer.concat([list, ...archives]) };
}

const argv = (version: string, list: Buffer) => [
  '-c',
  deployScripts().harness,
  'harness',
  'f',
  'tool',
  version,
  DIGEST,
  String(list.length),
];

function install(version: string, packages = toolPackages(version), change = (bytes: Buffer) => bytes) {
  const { list, bytes } = input(packages);
  const env = { ...process.env, HOME: home };
  const done = spawnSync('sh', argv(version, list), { env, input: change(bytes), encoding: 'utf8' });
  return { status: done.status, stderr: done.stderr };
}

const all = () => join(home, '.local/share/mosaic/f/harness');
const at = (...path: readonly string[]) => join(all(), 'tool', '1.0.0', ...path);

function look() {
  const env = { ...process.env, HOME: home, XDG_RUNTIME_DIR: home };
  const { stdout } = spawnSync('sh', ['-c', deployScripts().facts, 'facts', 'f'], { env });
  return factsIn(stdout, 'f');
}

function seen() {
  return look()?.harnesses;
}

/** The kernel's clock for files moves in steps: what is done within one has the same time. */
async function laterTick(): Promise<void> {
  const { mtimeMs } = statSync(at('.complete'));
  const probe = join(home, 'probe');
  await vi.waitFor(() => {
    writeFileSync(probe, '');
    expect(statSync(probe).mtimeMs).toBeGreaterThan(mtimeMs);
  });
}

test('the host says what can be installed there, and how much', () => {
  const { platform, free } = look() ?? expect.unreachable();
  const { bavail, bsize } = statfsSync(home);
  expect(platform).toBe(`linux-${process.arch}`);
  expect(Math.abs((free ?? 0) / (bavail * bsize) - 1)).toBeLessThan(0.05);
});

test('versions lie side by side, each started by its own link, and are known when they are complete', () => {
  expect(install('1.0.0')).toEqual({ status: 0, stderr: '' });
  expect(install('1.1.0')).toEqual({ status: 0, stderr: '' });
  expect(readdirSync(join(all(), 'tool')).sort()).toEqual(['1.0.0', '1.1.0']);
  expect(spawnSync(at('bin/tool'), { encoding: 'utf8' }).stdout).toBe('tool 1.0.0 (of tests)\n');
  expect(spawnSync('test', ['-x', at('node_modules/@x/tool/cli.js')]).status).toBe(0);
  const whole = { digest: DIGEST, whole: true };
  expect(seen()).toEqual({ 'tool@1.0.0': whole, 'tool@1.1.0': whole });
  expect(readdirSync(all())).toEqual(['tool']);
});

test('with harnesses there, all else is told as without', () => {
  install('1.0.0');
  const state = join(home, '.local/state/mosaic/f/agents/a');
  mkdirSync(state, { recursive: true });
  writeFileSync(join(state, 'stopped'), 'at=1\n');
  expect(look()?.agents).toMatchObject({ a: { stopped: true } });
});

test.each([
  [
    'a file that is written to',
    () => writeFileSync(at('node_modules/@x/tool-linux-x64/bin/tool'), '#!/bin/sh\n'),
  ],
  ['a file that is taken away', () => rmSync(at('node_modules/@x/leaf/index.js'))],
  ['a file that is added', () => writeFileSync(at('node_modules/@x/leaf/new.js'), '')],
  ['a program that is taken away', () => rmSync(at('node_modules/@x/tool-linux-x64'), { recursive: true })],
  [
    'everything but the mark',
    () => ['bin', 'node_modules'].map((one) => rmSync(at(one), { recursive: true })),
  ],
])('%s is seen, and mended', async (_, change) => {
  install('1.0.0');
  await laterTick();
  change();
  expect(seen()).toEqual({ 'tool@1.0.0': { digest: DIGEST, whole: false } });
  expect(install('1.0.0')).toEqual({ status: 0, stderr: '' });
  expect(seen()).toEqual({ 'tool@1.0.0': { digest: DIGEST, whole: true } });
});

test.each([
  ['bytes that are missing', (bytes: Buffer) => bytes.subarray(0, -10), 74, 'did not arrive whole'],
  ['a list that is cut', (bytes: Buffer) => bytes.subarray(0, 20), 74, 'the list did not arrive whole'],
  [
    'other bytes',
    (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -10), Buffer.alloc(10)]),
    65,
    'the archive of @x/leaf is not the one that is locked',
  ],
])('of %s nothing is left', (_, change, status, told) => {
  const done = install('1.0.0', toolPackages('1.0.0'), change);
  expect(done).toEqual({ status, stderr: expect.stringContaining(told) });
  expect([seen(), readdirSync(all())]).toEqual([{}, []]);
});

test('what says another version than it should is not put in its place', () => {
  const done = install('1.0.0', toolPackages('1.0.0', toolText('1.0.00')));
  expect(done).toEqual({
    status: 70,
    stderr: expect.stringContaining('it does not say that it is 1.0.0: tool 1.0.00'),
  });
  expect(existsSync(at())).toBe(false);
});

test('a failed installation leaves the one that is there', () => {
  install('1.0.0');
  expect(install('1.0.0', toolPackages('1.0.0'), (bytes) => bytes.subarray(0, -10)).status).toBe(74);
  expect(seen()).toEqual({ 'tool@1.0.0': { digest: DIGEST, whole: true } });
});

test('what a killed one left is swept by the next, and what another still receives is not', async () => {
  const { list, bytes } = input(toolPackages('2.0.0'));
  const begin = () => {
    const child = spawn('sh', argv('2.0.0', list), {
      env: { ...process.env, HOME: home },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.write(bytes.subarray(0, list.length + 10));
    return child;
  };
  const [killed, other] = [begin(), begin()];
  const left = (pid: number | undefined) => join(all(), `.new-${pid}`);
  await vi.waitFor(() =>
    expect([killed, other].map(({ pid }) => existsSync(join(left(pid), 'archive')))).toEqual([true, true]),
  );
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  expect(install('1.0.0').status).toBe(0);
  expect([killed, other].map(({ pid }) => existsSync(left(pid)))).toEqual([false, true]);
  other.stdin.end(bytes.subarray(list.length + 10));
  await once(other, 'exit');
  expect(Object.keys(seen() ?? {})).toEqual(['tool@1.0.0', 'tool@2.0.0']);
});
