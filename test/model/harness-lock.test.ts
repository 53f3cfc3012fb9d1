import { expect, test } from 'vitest';
import type { Harness } from '../../src/model/harness.ts';
import {
  type LockedPlatform,
  lockDigest,
  lockDigests,
  lockedHarness,
  lockText,
  readLock,
} from '../../src/model/harness-lock.ts';
import { lockPlatform } from '../../src/model/lock-platform.ts';

const tool: Harness = {
  name: 'tool',
  package: '@x/tool',
  version: '1.2.3',
  program: '@x/tool-{platform}/bin/tool',
  node: false,
};

const sum = (letter: string) => `sha512-${letter.repeat(86)}==`;

const npm = {
  lockfileVersion: 3,
  packages: {
    '': { dependencies: { '@x/tool': '1.2.3' } },
    'node_modules/@x/tool': { version: '1.2.3', integrity: sum('a'), bin: { tool: './bin/tool.js' } },
    'node_modules/@x/tool-linux-x64': { version: '1.2.3', integrity: sum('b'), os: ['linux'], cpu: ['x64'] },
    'node_modules/@x/tool-linux-x64-musl': {
      version: '1.2.3',
      integrity: sum('c'),
      os: ['linux'],
      cpu: ['x64'],
      libc: ['musl'],
    },
    'node_modules/@x/tool-win32-x64': { version: '1.2.3', integrity: sum('d'), os: 'win32', cpu: 'x64' },
    'node_modules/@x/tool/node_modules/other': {
      name: 'real-name',
      version: '2.0.0',
      integrity: `sha1-x ${sum('e')}`,
      os: ['!win32'],
    },
    'node_modules/@x/tool/node_modules/within': { version: '1.0.0', inBundle: true },
  },
};

function locked(from: unknown = npm): LockedPlatform {
  const result = lockPlatform(tool, 'linux-x64', from);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.value;
}

function faultOf(from: unknown): string {
  const result = lockPlatform(tool, 'linux-x64', from);
  return result.ok ? 'none' : result.problems.map(({ message }) => message).join('\n');
}

test('a platform gets what npm would install there, and no more', () => {
  expect(locked()).toEqual({
    program: '@x/tool-linux-x64/bin/tool',
    packages: [
      {
        path: '@x/tool',
        name: '@x/tool',
        version: '1.2.3',
        integrity: sum('a'),
        executables: ['bin/tool.js'],
      },
      {
        path: '@x/tool-linux-x64',
        name: '@x/tool-linux-x64',
        version: '1.2.3',
        integrity: sum('b'),
        executables: [],
      },
      {
        path: '@x/tool/node_modules/other',
        name: 'real-name',
        version: '2.0.0',
        integrity: sum('e'),
        executables: [],
      },
    ],
  });
});

test.each([
  ['no sha512', { '@x/tool': { version: '1.2.3', integrity: 'sha1-abc' } }, 'tells no sha512 of @x/tool'],
  [
    'no program',
    { '@x/tool': { version: '1.2.3', integrity: sum('a') } },
    'no package of it holds @x/tool-linux-x64/bin/tool',
  ],
  [
    'a path that leads out',
    {
      '@x/tool-linux-x64': { version: '1.2.3', integrity: sum('a') },
      '../../../etc': { version: '1.2.3', integrity: sum('a') },
    },
    'is not valid',
  ],
  [
    'a program that leads out',
    { '@x/tool-linux-x64': { version: '1.2.3', integrity: sum('a'), bin: { x: '../../../../bin/sh' } } },
    'is not valid',
  ],
])('%s is a fault', (_, packages, told) => {
  const entries = Object.entries(packages).map(([path, one]) => [`node_modules/${path}`, one]);
  expect(faultOf({ packages: Object.fromEntries(entries) })).toContain(told);
});

test('what npm wrote may be anything', () => {
  for (const text of [null, 3, {}, { packages: [] }])
    expect(faultOf(text)).toContain('no lock that can be read');
});

test('a lock is read as it was written', () => {
  const lock = { 'tool@1.2.3': { 'linux-x64': locked() } };
  const text = lockText(lock);
  expect(readLock('harness.lock', text)).toEqual({ ok: true, value: lock, warnings: [] });
  expect(text).not.toContain('http');
});

test.each(['<<<<<<< HEAD\n{}', '[]', '{"version":2,"harnesses":{}}', '{"version":1,"harnesses":{"a":{}}}'])(
  '%j is no lock',
  (text) => {
    const read = readLock('harness.lock', text);
    expect(read.ok ? [] : read.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('harness.lock is no lock of harnesses'),
    ]);
  },
);

test('only the package and program that were locked count as locked', () => {
  const lock = { 'tool@1.2.3': { 'linux-x64': locked() } };
  expect(lockedHarness(lock, tool)).not.toBeNull();
  expect(lockedHarness(lock, { ...tool, version: '1.2.4' })).toBeNull();
  expect(lockedHarness(lock, { ...tool, package: '@y/tool' })).toBeNull();
  expect(lockedHarness(lock, { ...tool, program: '@x/tool/bin/tool.js' })).toBeNull();
  expect(lockedHarness({ 'tool@1.2.3': {} }, tool)).toBeNull();
});

test('a digest changes with anything that is installed, and not with other platforms', () => {
  const one = locked();
  const [first, ...rest] = one.packages;
  const other = { ...one, packages: [{ ...first, integrity: sum('f') } as typeof first & {}, ...rest] };
  expect(lockDigest(tool, other)).not.toBe(lockDigest(tool, one));
  expect(lockDigests(tool, { 'linux-x64': one, 'linux-arm64': other })['linux-x64']).toBe(
    lockDigests(tool, { 'linux-x64': one })['linux-x64'],
  );
});
