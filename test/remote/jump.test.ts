import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { connect } from '../../src/remote/connect.ts';
import { scanHostKey } from '../../src/remote/host-key.ts';
import { openJumps } from '../../src/remote/ssh-way.ts';
import { attachConformance } from './attach.ts';
import { conformance, failure, text } from './conformance.ts';
import { freePort, missingForSshd, pinOf, type Sshd, startSshd, until } from './sshd.ts';

const missing = missingForSshd();

describe.skipIf(missing !== null)('through a jump host', () => {
  let far: Sshd;
  let near: Sshd;
  let bastion: Host;
  let behind: Host;
  beforeAll(async () => {
    [far, near] = await Promise.all([startSshd(), startSshd()]);
    bastion = { ...near.host, name: 'bastion' };
    behind = { ...far.host, jump: bastion };
  });
  afterAll(() => Promise.all([far.stop(), near.stop()]));

  conformance('ssh2 through a jump host', () => connect(behind));

  describe('ssh2 through a jump host, on a terminal', () => attachConformance(() => behind));

  test('all hosts behind it share one connection, which ends with the last of them', async () => {
    const before = logins(near);
    const jumps = openJumps();
    const hosts = ['a', 'b', 'c', 'd'].map((name) => ({ ...behind, name }));
    const transports = await Promise.all(hosts.map((host) => connect(host, { jumps })));
    const ends = await Promise.all(transports.map((transport) => transport.exec('printf "$SSH_CLIENT"')));
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(logins(near) - before).toBe(1);
    const [last, ...others] = transports;
    await Promise.all(others.map((transport) => transport.close()));
    expect((await last?.exec('exit 3'))?.code).toBe(3);
    await last?.close();
    await until(() => near.sessions().length === 0);
  });

  test('a chain of jump hosts', async () => {
    const inner = { ...near.host, name: 'inner', jump: bastion };
    const before = logins(near);
    const transport = await connect({ ...far.host, jump: inner });
    expect(text((await transport.exec('echo there')).stdout)).toBe('there\n');
    expect(logins(near) - before).toBe(2);
    await transport.close();
    await until(() => near.sessions().length === 0);
  });

  test('a lost jump host is an error on each host behind it, and a new one is opened next time', async () => {
    const jumps = openJumps();
    const hosts = ['a', 'b'].map((name) => ({ ...behind, name }));
    const transports = await Promise.all(hosts.map((host) => connect(host, { jumps })));
    let started = 0;
    const onStdout = () => {
      started += 1;
    };
    const work = transports.map((transport) => failure(transport.exec('echo; exec sleep 5', { onStdout })));
    await until(() => started === 2);
    for (const pid of near.sessions()) process.kill(pid, 'SIGKILL');
    const errors = await Promise.all(work);
    expect(errors.map(({ code, host }) => [code, host])).toEqual([
      ['lost', 'a'],
      ['lost', 'b'],
    ]);
    for (const { message } of errors) expect(message).toMatch(/^its jump host bastion was lost: /);
    const again = await connect(behind, { jumps });
    expect((await again.exec('exit 0')).code).toBe(0);
    await Promise.all([...transports, again].map((transport) => transport.close()));
    await until(() => near.sessions().length === 0);
  });

  test('a jump host that freezes is noticed, and named', async () => {
    const transport = await connect(behind, { keepaliveMs: 100 });
    const work = failure(transport.exec('exec sleep 5'));
    const frozen = near.sessions();
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    const error = await work;
    expect(error).toMatchObject({
      code: 'lost',
      message: 'its jump host bastion was lost: Keepalive timeout',
    });
    for (const pid of frozen) process.kill(pid, 'SIGKILL');
    await transport.close();
  });

  test('a host that freezes behind it is noticed, without blame for the jump host', async () => {
    const transport = await connect(behind, { keepaliveMs: 50 });
    const work = failure(transport.exec('exec sleep 5'));
    const frozen = far.sessions();
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    const { code, message } = await work;
    expect([code, message]).toEqual(['lost', 'the connection was lost: Keepalive timeout']);
    for (const pid of frozen) process.kill(pid, 'SIGKILL');
    await transport.close();
    await until(() => near.sessions().length === 0);
  });

  describe('what fails', () => {
    test('a jump host that is not reached, is not trusted, or is another one', async () => {
      const closed = { ...bastion, port: await freePort() };
      expect(await failure(connect({ ...behind, jump: closed }))).toMatchObject({
        code: 'unreachable',
        host: 'w-jarvis',
        message: `its jump host bastion: 127.0.0.1:${closed.port} refused the connection: no sshd listens there`,
      });
      expect(await failure(connect({ ...behind, jump: { ...bastion, hostKey: null } }))).toMatchObject({
        code: 'host-key-unknown',
        next: 'mosaic fleet host trust bastion',
      });
      const hostKey = await pinOf(far.folder, 'ed25519');
      expect(await failure(connect({ ...behind, jump: { ...bastion, hostKey } }))).toMatchObject({
        code: 'host-key-changed',
        next: 'mosaic fleet host trust bastion',
      });
    });

    test('a host behind it that it does not reach', async () => {
      const port = await freePort();
      expect(await failure(connect({ ...behind, port }))).toMatchObject({
        code: 'unreachable',
        message: `127.0.0.1:${port} behind bastion refused the connection: no sshd listens there`,
      });
      const error = await failure(connect({ ...behind, address: 'no-such-host.invalid' }));
      expect(error.code).toBe('unreachable');
      expect(error.message).toContain('the name no-such-host.invalid does not resolve from bastion');
      await until(() => near.sessions().length === 0);
    });

    test('a jump host that lets nothing through', async () => {
      const shut = await startSshd(['AllowTcpForwarding no']);
      try {
        const error = await failure(connect({ ...behind, jump: { ...shut.host, name: 'shut' } }));
        expect(error.code).toBe('unreachable');
        expect(error.message).toContain('behind shut could not be reached');
        expect(error.message).toContain('AllowTcpForwarding');
      } finally {
        await shut.stop();
      }
    });

    test('the host behind it with another key than the pinned one', async () => {
      const hostKey = await pinOf(near.folder, 'ed25519');
      expect(await failure(connect({ ...behind, hostKey }))).toMatchObject({
        code: 'host-key-changed',
        next: 'mosaic fleet host trust w-jarvis',
      });
    });

    test('an abort is not waited for', async () => {
      const abort = new AbortController();
      const work = failure(connect(behind, { signal: abort.signal }));
      abort.abort();
      expect(await work).toMatchObject({ code: 'aborted' });
      await until(() => near.sessions().length === 0);
    });
  });

  test('a scan answers with the key that the host behind it offers', async () => {
    const scanned = await scanHostKey({ ...behind, hostKey: null });
    expect(`${scanned.type} ${scanned.key}`).toBe(far.host.hostKey);
    await until(() => near.sessions().length === 0);
  });
});

function logins(sshd: Sshd): number {
  return sshd.log().split('Accepted publickey').length - 1;
}
