import { expect, test } from 'vitest';
import { hostFiles } from '../../src/lab/host-files.ts';
import { isInit } from '../../src/lab/init.ts';
import { neededInstances } from '../../src/lab/limits.ts';
import { isDebian } from '../../src/lab/missing.ts';
import { parseMountInfo } from '../../src/lab/mounts.ts';
import { chooseNumber, labLimit, machineName, portName } from '../../src/lab/network.ts';
import { isAlive, parseStat, thisProcess } from '../../src/lab/owner.ts';
import { recipeDigest } from '../../src/lab/recipe.ts';
import type { Lab, LabHost } from '../../src/lab/record.ts';

test('a start time is found behind any process name; a zombie has none', () => {
  const numbers = Array.from({ length: 30 }, (_, index) => index + 4).join(' ');
  expect(parseStat(`7 (a) S (b) S ${numbers}`)).toBe('22');
  expect(parseStat(`7 (a) Z ${numbers}`)).toBeNull();
});

test('a process is not a later one with its number', () => {
  const me = thisProcess();
  expect(isAlive(me)).toBe(true);
  expect(isAlive({ ...me, start: `${Number(me.start) - 1}` })).toBe(false);
  expect(isAlive({ pid: 2 ** 22 + 1, start: '1' })).toBe(false);
});

test('mounts are read with their escapes and optional fields', () => {
  const line =
    '36 35 98:0 /m1 /mnt/a\\040b rw,noatime shared:1 master:2 - overlay none rw,lowerdir=/c\\040d,upperdir=/u';
  expect(parseMountInfo(`${line}\n`)).toEqual([
    { point: '/mnt/a b', type: 'overlay', options: 'rw,lowerdir=/c d,upperdir=/u' },
  ]);
});

test('only PID 1 of the host itself is its init, not that of a name space within', () => {
  expect(isInit('Name:\tsystemd\nNSpid:\t4711\t1\nNSpgid:\t4711\t1\n')).toBe(true);
  expect(isInit('NSpid:\t4711\n')).toBe(false);
  expect(isInit('NSpid:\t4711\t99\t1\n')).toBe(false);
});

test('networks go to the first free number, and end with an error', () => {
  expect(chooseNumber(new Set([1, 2, 4]))).toBe(3);
  const all = new Set(Array.from({ length: labLimit }, (_, index) => index + 1));
  expect(() => chooseNumber(all)).toThrow('are taken');
});

test('interface names fit the 15 characters that the kernel has for them', () => {
  expect(portName({ machine: machineName(254, 199) }).length).toBeLessThanOrEqual(15);
});

test('limits are raised only when so many hosts need it', () => {
  expect([2, 21, 22, 1000].map((hosts) => neededInstances(hosts, 128))).toEqual([128, 128, 4096, 6000]);
  expect(neededInstances(200, 8192)).toBe(8192);
});

test('images are named by their recipe, each suite apart', () => {
  expect(recipeDigest('bookworm')).toMatch(/^[0-9a-f]{12}$/);
  expect(recipeDigest('bookworm')).not.toBe(recipeDigest('trixie'));
});

test('Debian and what is made of it are told from others', () => {
  expect(
    ['ID=debian\n', 'NAME=x\nID=ubuntu\nID_LIKE=debian\n', 'ID_LIKE="ubuntu debian"\n'].map(isDebian),
  ).toEqual([true, true, true]);
  expect(['ID=fedora\n', 'NAME="not debian"\n', ''].map(isDebian)).toEqual([false, false, false]);
});

test('a host without sudo has no rule for it, and its secrets are for root alone', () => {
  const host = { name: 'a', address: '10.213.1.10', user: 'mos', sudo: false, hostKey: 'k' } as LabHost;
  const lab = { hosts: [host, { ...host, name: 'b', address: '10.213.1.11' }] } as unknown as Lab;
  const files = hostFiles(lab, host, {
    machineId: 'f'.repeat(32),
    hostKey: 'private',
    authorizedKey: 'public',
  });
  const modes = Object.fromEntries(files.map((file) => [file.path, file.mode]));
  expect(files.some((file) => file.path.startsWith('etc/sudoers.d'))).toBe(false);
  expect(modes['etc/ssh/ssh_host_ed25519_key']).toBe(0o600);
  expect(files.find((file) => file.path === 'etc/hosts')?.content).toContain('10.213.1.11 b\n');
});
