import { expect, test } from 'vitest';
import { labId, renderBinding } from '../../../src/cli/lab/binding.ts';
import { requestHosts } from '../../../src/cli/lab/request-hosts.ts';
import { renderHosts } from '../../../src/cli/lab/show.ts';
import { sshArgs } from '../../../src/cli/lab/ssh.ts';
import { styleFor } from '../../../src/cli/style.ts';
import type { LabHost } from '../../../src/lab/index.ts';
import { NAME } from '../../../src/model/names.ts';
import { readStaging } from '../../../src/model/read-staging.ts';

const host: LabHost = {
  name: 'alpha',
  address: '10.213.1.10',
  port: 22,
  user: 'mos',
  hostKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGjbkdvM92XlgQrnUYMbNbxR8xCpUHkJ6gENcIfBabL/',
  identity: '/run/mosaic-lab/x/operator.key',
  suite: 'trixie',
  sudo: true,
  lab: 'x',
  machine: 'mlab1h0',
  bridge: 'mlab1',
};

test('hosts take turns with Debian 12 and 13, unless a suite is named', () => {
  const hosts = requestHosts(['a', 'b', 'c', 'd=trixie'], 'mos', true);
  expect(hosts.map((one) => `${one.name} ${one.suite}`)).toEqual([
    'a bookworm',
    'b trixie',
    'c bookworm',
    'd trixie',
  ]);
});

test('an unknown suite is a usage error that names the known ones', () => {
  expect(() => requestHosts(['a=sid', 'b', 'c='], 'mos', true)).toThrow(
    expect.objectContaining({ exitCode: 2, message: 'a=sid: no such suite\nc=: no such suite' }),
  );
});

test('any directory gives a valid lab name, the same each time, and no other directory the same', () => {
  const dirs = ['/home/me/My Fleet!', '/srv/42', '/', `/x/${'long'.repeat(40)}`, '/home/you/My Fleet!'];
  const ids = dirs.map(labId);
  for (const id of ids) expect(id).toMatch(NAME);
  expect(new Set(ids).size).toBe(dirs.length);
  expect(dirs.map(labId)).toEqual(ids);
});

test('the binding holds what a fleet command needs to reach the hosts', () => {
  const { name, address, port, user, hostKey, identity } = host;
  const lab = { id: 'x', number: 1, bridge: 'mlab1', owner: null, hosts: [host] };
  expect(readStaging('lab.yaml', renderBinding(lab))).toEqual({
    ok: true,
    value: {
      id: 'x',
      hosts: [{ name, connection: 'ssh', address, port, user, hostKey, identity, jump: null, labels: {} }],
    },
    warnings: [],
  });
});

test('the words of a command reach ssh behind `--`, so that none is taken for an option', () => {
  expect(sshArgs(host, ['-oProxyCommand=x']).slice(-3)).toEqual(['10.213.1.10', '--', '-oProxyCommand=x']);
  expect(sshArgs(host, [])).toContain('StrictHostKeyChecking=yes');
});

test('a host that is not running shows what brings it back', () => {
  const { name, suite, address, port, user, hostKey, identity } = host;
  const view = { name, suite, address, port, user, hostKey, identity, state: 'frozen' } as const;
  expect(renderHosts([view], styleFor({}, false))).toBe(
    'HOST   STATE   SYSTEM     ADDRESS      USER\nalpha  frozen  Debian 13  10.213.1.10  mos   → mosaic lab thaw alpha\n',
  );
});
