import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { masterArgs, pinnedKeys } from '../../src/remote/openssh-args.ts';
import { readMarks } from '../../src/remote/openssh-marks.ts';
import { runtimeBase } from '../../src/remote/openssh-paths.ts';

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAICyrAPeE3pQ4ZYfJoSWIpX9JBAfD+oBvscEhypU9MrKZ';
const host: Host = {
  name: 'far',
  connection: 'openssh',
  address: 'alias',
  port: 22,
  user: null,
  hostKey: null,
  identity: null,
  jump: null,
  labels: {},
};
const folder = '/run/user/1000/mosaic-abc';
const paths = {
  socket: `${folder}/s`,
  pinned: `${folder}/pinned`,
  offered: `${folder}/offered`,
  log: `${folder}/log`,
  jumpLog: `${folder}/jump`,
};

test('what the inventory does not say is left to ssh_config, but for the host key', () => {
  const args = masterArgs(host, paths, { ask: false, keepaliveMs: 5_000 });
  expect(args.slice(-2)).toEqual(['--', 'alias']);
  const options = args.filter((word) => /=/.test(word)).map((word) => word.split('=')[0]);
  const ours = /^(User|Port|HostName|IdentityFile|ProxyCommand|ProxyJump|UserKnownHostsFile|HostKeyAlias)$/;
  expect(options.filter((name) => ours.test(name ?? ''))).toEqual([]);
  expect(args).toContain('StrictHostKeyChecking=yes');
  expect(args).toContain('BatchMode=yes');
});

test('a chain of jump hosts survives the shell and the percent signs of every ssh on the way', () => {
  const identity = "~/keys/100% 'mine'";
  const first = { ...host, name: 'first', connection: 'ssh', address: 'a%b', identity } as const;
  const second = { ...host, name: 'second', jump: first, port: 2222, user: 'me' };
  const args = masterArgs({ ...host, jump: second }, paths, { ask: false, keepaliveMs: 5_000 });
  const outer = wordsOf(expand(proxyOf(args), 'far.example', '22'));
  expect(outer.slice(0, 3)).toEqual(['ssh', '-W', '[far.example]:22']);
  expect(outer.slice(-6)).toEqual(['-l', 'me', '-p', '2222', '--', 'alias']);
  const inner = wordsOf(expand(proxyOf(outer), 'second.example', '2222'));
  expect(inner.slice(0, 3)).toEqual(['ssh', '-W', '[second.example]:2222']);
  expect(inner.slice(-8)).toEqual([
    ...['-p', '22', '-o', 'IdentitiesOnly=yes', '-o'],
    `IdentityFile="~/keys/100%% 'mine'"`,
    ...['--', 'a%b'],
  ]);
});

test('pinned keys go by the names of the inventory', () => {
  const jump = { ...host, name: 'first', hostKey: `ssh-ed25519 ${KEY}` };
  expect(pinnedKeys({ ...host, jump })).toBe(`first ssh-ed25519 ${KEY}\n`);
});

test.each([
  [undefined, '/tmp'],
  ['/run/user/1000', '/run/user/1000'],
  ['/run/with space', '/tmp'],
  ['/run/50%h', '/tmp'],
  [`/${'x'.repeat(80)}`, '/tmp'],
])('the runtime folder for %j is in %s', (dir, base) => {
  expect(runtimeBase(dir)).toBe(base);
});

test.each([
  ['', { pid: null, end: null, stderr: '' }],
  ['Session refused', { pid: null, end: null, stderr: 'Session refused' }],
  ['<m 12>half', { pid: 12, end: null, stderr: 'half' }],
  ['<m 12>no newline<m :0>', { pid: 12, end: { code: 0, signal: null }, stderr: 'no newline' }],
  ['<m 12>a\n<m :255>late', { pid: 12, end: { code: 255, signal: null }, stderr: 'a\nlate' }],
  ['<m 12><m Killed\n:137>', { pid: 12, end: { code: null, signal: 'SIGKILL' }, stderr: '' }],
  ['<m 12><m :137>', { pid: 12, end: { code: 137, signal: null }, stderr: '' }],
  ['<m 12><m sh: 1: zsh: not found\n:127>', { pid: 12, end: { code: 127, signal: null }, stderr: '' }],
])('the marks in %j', (text, marks) => {
  expect(readMarks('m', Buffer.from(text))).toEqual(marks);
});

function proxyOf(args: readonly string[]): string {
  return args.find((word) => word.startsWith('ProxyCommand='))?.slice('ProxyCommand='.length) ?? '';
}

/** As ssh does, before it gives the command to a shell. */
function expand(command: string, h: string, p: string): string {
  return command.replace(/%(.)/g, (_, token: string) => ({ h, p, '%': '%' })[token] ?? 'unknown token');
}

function wordsOf(command: string): string[] {
  const script = `set -- ${command}\nprintf '%s\\0' "$@"`;
  return execFileSync('/bin/sh', ['-c', script]).toString().split('\0').slice(0, -1);
}
