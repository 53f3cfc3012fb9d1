import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { connect } from '../../src/remote/connect.ts';
import { scanHostKey } from '../../src/remote/host-key.ts';
import { attachConformance, openTerminal } from './attach.ts';
import { conformance, failure, text } from './conformance.ts';
import { freePort, isAlive, makeKey, missingForSshd, pinOf, type Sshd, startSshd, until } from './sshd.ts';

const CONNECT = new URL('../../src/remote/connect.ts', import.meta.url).href;
const missing = missingForSshd();

describe.skipIf(missing !== null)('by the ssh program', () => {
  let sshd: Sshd;
  let near: Sshd;
  let host: Host;
  let behind: Host;
  let runtime: string;
  beforeAll(async () => {
    [sshd, near] = await Promise.all([startSshd(), startSshd()]);
    host = { ...sshd.host, connection: 'openssh' };
    behind = { ...host, jump: { ...near.host, name: 'bastion' } };
    runtime = join(sshd.folder, 'run');
    await mkdir(runtime);
  });
  beforeEach(() => void vi.stubEnv('XDG_RUNTIME_DIR', runtime));
  afterEach(() => {
    vi.unstubAllEnvs();
    expect(readdirSync(runtime)).toEqual([]);
  });
  afterAll(() => Promise.all([sshd.stop(), near.stop()]));

  conformance('openssh', () => connect(host));
  conformance('openssh through a jump host', () => connect(behind));

  describe('openssh on a terminal', () => {
    attachConformance(() => host);

    test('a remote 255 and a signal are told apart from a lost connection', async () => {
      const remote = openTerminal(host, 'exit 255');
      await until(() => remote.screen().includes('[ended 255]'));
      await remote.ended;
      const killed = openTerminal(host, 'kill -TERM $$');
      await until(() => killed.screen().includes('[ended 143]'));
      await killed.ended;
      const terminal = openTerminal(host, 'printf "\\033[?1049h"; echo ready; exec sleep 600');
      await until(() => terminal.screen().includes('ready'));
      for (const pid of sshd.sessions()) process.kill(pid, 'SIGKILL');
      await terminal.ended;
      expect(terminal.screen()).toContain('[lost]');
      expect(terminal.screen()).toContain('\x1b[?1049l');
      expect(terminal.screen()).toContain('[back, with echo]');
    });

    test('an encrypted key is asked for on the terminal, by ssh itself', async () => {
      const locked = join(sshd.folder, 'locked');
      makeKey(locked, 'ed25519', 'open sesame');
      const keys = await readFile(join(sshd.folder, 'authorized_keys'), 'utf8');
      await writeFile(join(sshd.folder, 'authorized_keys'), keys + (await readFile(`${locked}.pub`, 'utf8')));
      const terminal = openTerminal({ ...host, identity: locked }, 'echo inside; exit 4', 'ask');
      await until(() => terminal.screen().includes('Enter passphrase'));
      terminal.type('open sesame\n');
      await until(() => terminal.screen().includes('[ended 4]'));
      await terminal.ended;
      expect(await failure(connect({ ...host, identity: locked }))).toMatchObject({ code: 'auth' });
    });
  });

  test('255 is an exit code like any other', async () => {
    const transport = await connect(host);
    expect(await transport.exec('echo e >&2; exit 255')).toMatchObject({
      code: 255,
      signal: null,
      stderr: 'e\n',
    });
    expect(await transport.exec('exit 143')).toMatchObject({ code: 143, signal: null });
    await transport.close();
  });

  test('its files are private, and gone at the end, and so is the connection', async () => {
    const transport = await connect(host);
    const [folder = ''] = readdirSync(runtime);
    expect(statSync(join(runtime, folder)).mode & 0o777).toBe(0o700);
    const [pid = 0] = sshd.sessions();
    await transport.close();
    await until(() => !isAlive(pid));
    await transport.close();
  });

  test('a process that is killed leaves no connection behind', async () => {
    const program = `
      const { connect } = await import(${JSON.stringify(CONNECT)});
      await connect(${JSON.stringify(host)});
      console.log('ready');
      setInterval(() => {}, 60_000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(mastersIn(runtime)).toHaveLength(1);
    child.kill('SIGKILL');
    await until(() => readdirSync(runtime).length === 0 && mastersIn(runtime).length === 0);
  });

  test('all that ssh_config says holds', async () => {
    const { address, port, user } = host;
    const known = join(sshd.folder, 'known_hosts');
    const pin = await pinOf(sshd.folder, 'ecdsa');
    await writeFile(known, `[${address}]:${port} ${pin}\n`);
    await withConfig([
      'Host alias',
      `  HostName ${address}`,
      `  Port ${port}`,
      ...(user === null ? [] : [`  User ${user}`]),
      `  IdentityFile ${host.identity}`,
      `  UserKnownHostsFile ${known}`,
      '  RemoteCommand echo never',
      '  ControlMaster auto',
      '  ControlPath /tmp/mosaic-never-used',
      `  ProxyCommand sh -c 'touch ${sshd.folder}/proxied; exec /usr/bin/ssh -F ${sshd.folder}/proxy_config -W %h:%p near'`,
    ]);
    await writeFile(
      join(sshd.folder, 'proxy_config'),
      [
        'Host near',
        `  HostName ${near.host.address}`,
        `  Port ${near.host.port}`,
        ...(near.host.user === null ? [] : [`  User ${near.host.user}`]),
        `  IdentityFile ${near.host.identity}`,
        '  StrictHostKeyChecking no',
        '  UserKnownHostsFile /dev/null',
      ].join('\n'),
    );
    const plain = { ...host, address: 'alias', port: 22, user: null, identity: null, hostKey: null };
    const transport = await connect(plain);
    expect(text((await transport.exec('echo in')).stdout)).toBe('in\n');
    expect(existsSync(join(sshd.folder, 'proxied'))).toBe(true);
    await transport.close();
    await writeFile(known, '');
    const error = await failure(connect(plain));
    expect(error).toMatchObject({ code: 'host-key-unknown', next: 'mosaic fleet host trust w-jarvis' });
    expect(error.message).toContain('is neither pinned nor in your known_hosts');
    expect(error.message).toContain('ssh alias');
    expect(await readFile(known, 'utf8')).toBe('');
  });

  test('a pin holds against what ssh_config says about keys', async () => {
    await withConfig(['HostKeyAlgorithms ssh-ed25519', 'StrictHostKeyChecking no', 'HostKeyAlias other']);
    const transport = await connect({ ...host, hostKey: await pinOf(sshd.folder, 'ecdsa') });
    await transport.close();
    const hostKey = await pinOf(near.folder, 'ed25519');
    expect(await failure(connect({ ...host, hostKey }))).toMatchObject({ code: 'host-key-changed' });
  });

  describe('a connection that breaks', () => {
    test('is reported at once when the session is killed', async () => {
      const transport = await connect(host);
      let pid = 0;
      const onStdout = (chunk: Uint8Array) => {
        pid = Number(text(chunk));
      };
      const work = failure(transport.exec('echo $$; exec sleep 600', { onStdout }));
      await until(() => pid > 0);
      for (const session of sshd.sessions()) process.kill(session, 'SIGKILL');
      expect(await work).toMatchObject({ code: 'lost', next: 'mosaic fleet verify w-jarvis' });
      expect(await failure(transport.exec('exit 0'))).toMatchObject({ code: 'lost' });
      await transport.close();
      process.kill(pid, 'SIGKILL');
    });

    test('is noticed by keepalives when nothing is reported', async () => {
      const transport = await connect(host, { keepaliveMs: 1_000 });
      const work = failure(transport.exec('exec sleep 600'));
      const frozen = sshd.sessions();
      for (const pid of frozen) process.kill(pid, 'SIGSTOP');
      expect((await work).message).toBe('the connection was lost: it did not answer three times in a row');
      for (const pid of frozen) process.kill(pid, 'SIGKILL');
      await transport.close();
    });

    test('is not kept up by a master that hangs', async () => {
      const transport = await connect(host);
      const master = mastersIn(runtime);
      expect(master).toHaveLength(1);
      for (const pid of master) process.kill(pid, 'SIGSTOP');
      await transport.close();
      await until(() => !master.some(isAlive));
    });
  });

  describe('what fails', () => {
    test('a closed port, and a name that does not resolve', async () => {
      const port = await freePort();
      expect(await failure(connect({ ...host, port }))).toMatchObject({
        code: 'unreachable',
        message: `127.0.0.1 port ${port} refused the connection: no sshd listens there`,
      });
      const error = await failure(connect({ ...host, address: 'no-such-host.invalid', port: 22 }));
      expect(error).toMatchObject({
        code: 'unreachable',
        message: 'no-such-host.invalid has a name that does not resolve',
      });
    });

    test('a host that accepts and says nothing', async () => {
      const { server, port } = await silent();
      expect(await failure(connect({ ...host, port }, { connectTimeoutMs: 400 }))).toMatchObject({
        code: 'frozen',
        message: `127.0.0.1 port ${port} accepted the connection and said nothing within 0.4s`,
      });
      server.close();
    });

    test('is not waited for after an abort', async () => {
      const { server, port } = await silent();
      const abort = new AbortController();
      server.once('connection', () => abort.abort());
      expect(await failure(connect({ ...host, port }, { signal: abort.signal }))).toMatchObject({
        code: 'aborted',
      });
      server.close();
    });

    test('another key than the pinned one, and none of its type', async () => {
      const hostKey = await pinOf(near.folder, 'ed25519');
      const error = await failure(connect({ ...host, hostKey }));
      expect(error).toMatchObject({ code: 'host-key-changed', next: 'mosaic fleet host trust w-jarvis' });
      expect(error.message).toMatch(/not the pinned one, SHA256:\S+ \(ssh-ed25519\): it offered SHA256:/);
      const modern = await startSshd(['HostKeyAlgorithms ssh-ed25519']);
      const other = {
        ...modern.host,
        connection: 'openssh',
        hostKey: await pinOf(modern.folder, 'ecdsa'),
      } as const;
      expect(await failure(connect(other))).toMatchObject({ code: 'host-key-changed' });
      await modern.stop();
    });

    test.each(['ed25519', 'ecdsa', 'rsa'])(
      'but not a pinned %s key, whatever else the host has',
      async (type) => {
        const transport = await connect({ ...host, hostKey: await pinOf(sshd.folder, type) });
        expect((await transport.exec('exit 0')).code).toBe(0);
        await transport.close();
      },
    );

    test('a login that is refused', async () => {
      const error = await failure(connect({ ...host, user: 'nobody-here' }));
      expect(error.code).toBe('auth');
      expect(error.message).toMatch(/ accepted no key: tried \S+\/id ED25519; it says: nobody-here@127/);
      expect(error.next).toBe(`ssh-copy-id -p ${host.port} -i ${host.identity} nobody-here@127.0.0.1`);
    });

    test('too many connects at once are tried again', async () => {
      const narrow = await startSshd(['MaxStartups 2:100:2']);
      const there = { ...narrow.host, connection: 'openssh' } as const;
      const transports = await Promise.all(Array.from({ length: 6 }, () => connect(there)));
      await Promise.all(transports.map((transport) => transport.close()));
      await narrow.stop();
    });

    test('a jump host, and what it does not reach', async () => {
      const port = await freePort();
      const error = await failure(connect({ ...host, jump: { ...near.host, name: 'bastion', port } }));
      expect(error).toMatchObject({
        code: 'unreachable',
        host: 'w-jarvis',
        message: `its jump host bastion: 127.0.0.1 port ${port} refused the connection: no sshd listens there`,
      });
      expect(await failure(connect({ ...behind, port }))).toMatchObject({
        code: 'unreachable',
        message: `127.0.0.1 port ${port} refused the connection: no sshd listens there`,
      });
      const hostKey = await pinOf(sshd.folder, 'ed25519');
      const stranger = { ...near.host, name: 'bastion', hostKey };
      expect(await failure(connect({ ...host, jump: stranger }))).toMatchObject({
        code: 'host-key-changed',
        next: 'mosaic fleet host trust bastion',
      });
    });

    test('an ssh program that is not there', async () => {
      vi.stubEnv('PATH', join(sshd.folder, 'empty'));
      expect(await failure(connect(host))).toMatchObject({ code: 'local' });
    });

    test('a login shell that starts nothing', async () => {
      const forced = await startSshd(['ForceCommand echo this account is closed']);
      const transport = await connect({ ...forced.host, connection: 'openssh' });
      expect(await failure(transport.exec('exit 0'))).toMatchObject({
        code: 'protocol',
        message: 'the login shell did not start the command: this account is closed',
      });
      await transport.close();
      await forced.stop();
    });
  });

  test('a scan answers with the offered key, also through a jump host', async () => {
    for (const target of [host, behind]) {
      const scanned = await scanHostKey({ ...target, hostKey: null });
      expect(`${scanned.type} ${scanned.key}`).toBe(host.hostKey);
    }
    expect(await failure(scanHostKey({ ...host, port: await freePort() }))).toMatchObject({
      code: 'unreachable',
    });
  });

  /** ssh reads the configuration of the account, not of $HOME: so an `ssh` that is told where to read comes first. */
  async function withConfig(lines: readonly string[]): Promise<void> {
    const bin = join(sshd.folder, 'bin');
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, 'config'), `${lines.join('\n')}\n`);
    await writeFile(join(bin, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F '${bin}/config' "$@"\n`);
    await chmod(join(bin, 'ssh'), 0o755);
    vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`);
  }
});

async function silent() {
  const server = createServer((socket) => void socket.on('error', () => {})).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}

/** Process ids of masters whose control socket is below a folder. */
function mastersIn(folder: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => commandOf(pid).includes(`ControlPath=${folder}`)).map(Number);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
