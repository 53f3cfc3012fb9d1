import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { connect } from '../../src/remote/connect.ts';
import { fingerprint, scanHostKey } from '../../src/remote/host-key.ts';
import type { Transport } from '../../src/remote/transport.ts';
import { attachConformance, openTerminal } from './attach.ts';
import { conformance, failure, text } from './conformance.ts';
import { freePort, isAlive, makeKey, missingForSshd, pinOf, type Sshd, startSshd, until } from './sshd.ts';

const missing = missingForSshd();

describe.skipIf(missing !== null)('over SSH', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.stop());
  afterEach(() => vi.unstubAllEnvs());

  conformance('ssh2', () => connect(sshd.host));

  describe('ssh2 on a terminal', () => {
    attachConformance(() => sshd.host);

    test('the terminal comes back when the connection breaks', async () => {
      const terminal = openTerminal(sshd.host, 'printf "\\033[?1049h"; echo ready; exec sleep 600');
      await until(() => terminal.screen().includes('ready'));
      for (const pid of sshd.sessions()) process.kill(pid, 'SIGKILL');
      await terminal.ended;
      expect(terminal.screen()).toContain('[lost]');
      expect(terminal.screen()).toContain('\x1b[?1049l');
      expect(terminal.screen()).toContain('[back, with echo]');
    });
  });

  test('a command that sshd does not let us kill is said to run on', async () => {
    const forced = await startSshd(['ForceCommand eval "$SSH_ORIGINAL_COMMAND"']);
    try {
      const transport = await connect(forced.host);
      let pid = 0;
      const onStdout = (chunk: Uint8Array) => {
        pid = Number(text(chunk));
      };
      const error = await failure(transport.exec('echo $$; exec sleep 600', { deadlineMs: 300, onStdout }));
      expect(error.message).toBe('the command did not end within 0.3s; it may still run there');
      expect(isAlive(pid)).toBe(true);
      process.kill(pid, 'SIGKILL');
      await transport.close();
    } finally {
      await forced.stop();
    }
  });

  describe('a connection that breaks', () => {
    test('is reported at once when the session is killed', async () => {
      const transport = await connect(sshd.host);
      const { pids, failures } = await startThree(transport);
      for (const pid of sshd.sessions()) process.kill(pid, 'SIGKILL');
      const errors = await failures;
      expect(errors.map(({ code }) => code)).toEqual(['lost', 'lost', 'lost']);
      expect(errors[0]).toMatchObject({ host: 'w-jarvis', next: 'mosaic fleet verify w-jarvis' });
      expect(await failure(transport.exec('exit 0'))).toMatchObject({ code: 'lost' });
      await transport.close();
      for (const pid of pids) process.kill(pid, 'SIGKILL');
    });

    test('is noticed by keepalives when nothing is reported', async () => {
      const transport = await connect(sshd.host, { keepaliveMs: 100 });
      const { pids, failures } = await startThree(transport);
      for (const pid of sshd.sessions()) process.kill(pid, 'SIGSTOP');
      const errors = await failures;
      expect(errors.map(({ code }) => code)).toEqual(['lost', 'lost', 'lost']);
      expect(errors[0]?.message).toBe('the connection was lost: Keepalive timeout');
      for (const pid of sshd.sessions()) process.kill(pid, 'SIGKILL');
      for (const pid of pids) process.kill(pid, 'SIGKILL');
    });
  });

  describe('a host that cannot be reached', () => {
    test('refuses the port', async () => {
      const port = await freePort();
      expect(await failure(connect({ ...sshd.host, port }))).toMatchObject({
        code: 'unreachable',
        message: `127.0.0.1:${port} refused the connection: no sshd listens there`,
      });
    });

    test('has a name that does not resolve', async () => {
      const error = await failure(connect({ ...sshd.host, address: 'no-such-host.invalid' }));
      expect(error.code).toBe('unreachable');
      expect(error.message).toMatch(/^the name no-such-host\.invalid does not resolve/);
    });

    test('accepts and says nothing', async () => {
      const { server, port } = await listen(() => {});
      expect(await failure(connect({ ...sshd.host, port }, { connectTimeoutMs: 200 }))).toMatchObject({
        code: 'frozen',
        message: `127.0.0.1:${port} accepted the connection and said nothing within 0.2s`,
      });
      server.close();
    });

    test('stops in the middle of the handshake', async () => {
      const { server, port } = await listen((socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n'));
      expect(await failure(connect({ ...sshd.host, port }, { connectTimeoutMs: 200 }))).toMatchObject({
        code: 'frozen',
        message: `127.0.0.1:${port} stopped answering during the handshake: it was not done within 0.2s`,
      });
      server.close();
    });

    test('speaks something else', async () => {
      const { server, port } = await listen((socket) => socket.end('SSH-1.5-old\r\n'));
      expect(await failure(connect({ ...sshd.host, port }))).toMatchObject({ code: 'protocol' });
      server.close();
    });

    test('is not waited for after an abort', async () => {
      const { server, port } = await listen(() => {});
      const abort = new AbortController();
      server.once('connection', () => abort.abort());
      const error = await failure(connect({ ...sshd.host, port }, { signal: abort.signal }));
      expect(error.code).toBe('aborted');
      server.close();
    });
  });

  describe('too many connects at once', () => {
    test('are tried again until sshd has room', async () => {
      let connects = 0;
      const { server, port } = await listen((socket) => {
        connects += 1;
        socket.end('Exceeded MaxStartups\r\n');
      });
      const error = await failure(connect({ ...sshd.host, port }));
      expect(error.code).toBe('busy');
      expect(error.message).toContain('closed the connection before the handshake, 6 times');
      expect(connects).toBe(6);
      server.close();
    });

    test('all succeed on an sshd that takes two at a time', async () => {
      const narrow = await startSshd(['MaxStartups 2:100:2']);
      try {
        const transports = await Promise.all(Array.from({ length: 8 }, () => connect(narrow.host)));
        const results = await Promise.all(transports.map((transport) => transport.exec('exit 5')));
        expect(results.map(({ code }) => code)).toEqual([5, 5, 5, 5, 5, 5, 5, 5]);
        await Promise.all(transports.map((transport) => transport.close()));
        expect(narrow.log()).toContain('MaxStartups');
      } finally {
        await narrow.stop();
      }
    });
  });

  describe('host keys', () => {
    test('nothing is sent without a pinned key', async () => {
      for (const hostKey of [null, 'ssh-ed25519', 'nonsense AAAA', 'ssh-ed25519 AAAA']) {
        const error = await failure(connect({ ...sshd.host, hostKey }));
        expect(error).toMatchObject({ code: 'host-key-unknown', next: 'mosaic fleet host trust w-jarvis' });
      }
    });

    test('another key than the pinned one shows both fingerprints', async () => {
      makeKey(join(sshd.folder, 'host_other'), 'ed25519');
      const hostKey = await pinOf(sshd.folder, 'other');
      const error = await failure(connect({ ...sshd.host, hostKey }));
      expect(error).toMatchObject({ code: 'host-key-changed', next: 'mosaic fleet host trust w-jarvis' });
      expect(error.message).toContain(
        `pinned ${shown(sshd, 'other')} (ssh-ed25519) offered ${shown(sshd, 'ed25519')} (ssh-ed25519)`,
      );
    });

    test.each(['ed25519', 'ecdsa', 'rsa'])(
      'a pinned %s key is enough, whatever else the host has',
      async (type) => {
        const transport = await connect({ ...sshd.host, hostKey: await pinOf(sshd.folder, type) });
        expect((await transport.exec('exit 0')).code).toBe(0);
        await transport.close();
      },
    );

    test('a host without a key of the pinned type shows the one it has', async () => {
      const modern = await startSshd(['HostKeyAlgorithms ssh-ed25519']);
      try {
        const hostKey = await pinOf(modern.folder, 'ecdsa');
        const error = await failure(connect({ ...modern.host, hostKey }));
        expect(error.code).toBe('host-key-changed');
        expect(error.message).toContain(
          `pinned ${shown(modern, 'ecdsa')} (ecdsa-sha2-nistp256) offered ${shown(modern, 'ed25519')}`,
        );
      } finally {
        await modern.stop();
      }
    });

    test('a scan answers with the offered key', async () => {
      const scanned = await scanHostKey({ ...sshd.host, hostKey: null });
      expect(`${scanned.type} ${scanned.key}`).toBe(sshd.host.hostKey);
      expect(scanned.fingerprint).toBe(shown(sshd, 'ed25519'));
      expect(fingerprint(scanned.key)).toBe(scanned.fingerprint);
    });

    test('a scan of a closed port says so', async () => {
      const host = { ...sshd.host, port: await freePort() };
      expect(await failure(scanHostKey(host))).toMatchObject({ code: 'unreachable' });
    });
  });

  describe('keys', () => {
    let home: string;
    let anyKey: Host;
    beforeAll(async () => {
      home = join(sshd.folder, 'operator');
      await mkdir(join(home, '.ssh'), { recursive: true });
      for (const [name, passphrase] of [
        ['locked', 'open sesame'],
        ['stranger', ''],
        ['carried', ''],
      ] as const) {
        makeKey(join(home, name), 'ed25519', passphrase);
      }
      for (const name of ['locked', 'carried']) {
        await appendFile(join(sshd.folder, 'authorized_keys'), await readFile(join(home, `${name}.pub`)));
      }
      anyKey = { ...sshd.host, identity: null };
    });

    test('an encrypted key opens with its passphrase, asked for once for all hosts', async () => {
      const asked: string[] = [];
      const askPassphrase = async (path: string) => {
        asked.push(path);
        return 'open sesame';
      };
      const host = { ...sshd.host, identity: join(home, 'locked') };
      const transports = await Promise.all([1, 2, 3].map(() => connect(host, { askPassphrase })));
      expect(asked).toEqual([join(home, 'locked')]);
      for (const transport of transports) await transport.close();
    });

    test('a wrong passphrase is asked for again, three times', async () => {
      const attempts: number[] = [];
      const askPassphrase = async (_path: string, attempt: number) => {
        attempts.push(attempt);
        return 'a wrong one';
      };
      const host = { ...sshd.host, identity: join(home, 'locked') };
      const error = await failure(connect(host, { askPassphrase }));
      expect(attempts).toEqual([1, 2, 3]);
      expect(error.code).toBe('auth');
      expect(error.message).toContain('locked: encrypted, wrong passphrase 3 times');
      expect(error.message).not.toContain('a wrong one');
    });

    test('no passphrase, or nobody to ask, is said', async () => {
      const host = { ...sshd.host, identity: join(home, 'locked') };
      const refused = await failure(connect(host, { askPassphrase: async () => null }));
      expect(refused.message).toContain('locked: encrypted, no passphrase given');
      const silent = await failure(connect(host));
      expect(silent.message).toContain('locked: encrypted, and there is nobody to ask for its passphrase');
      expect(silent.code).toBe('auth');
    });

    test('an agent is used when the host has no identity file', async () => {
      vi.stubEnv('HOME', home);
      const agent = await startAgent(join(home, 'agent.sock'), [
        join(home, 'stranger'),
        join(home, 'carried'),
      ]);
      vi.stubEnv('SSH_AUTH_SOCK', join(home, 'agent.sock'));
      const transport = await connect(anyKey);
      expect(text((await transport.exec('echo in')).stdout)).toBe('in\n');
      await transport.close();
      agent.kill();
    });

    test('an agent that is gone leaves the usual files', async () => {
      vi.stubEnv('HOME', await homeWith('id_ecdsa', join(home, 'carried')));
      vi.stubEnv('SSH_AUTH_SOCK', join(home, 'gone.sock'));
      const transport = await connect(anyKey);
      await transport.close();
    });

    test('an encrypted usual file is asked for only when nothing else was accepted', async () => {
      const askPassphrase = vi.fn(async () => 'open sesame');
      vi.stubEnv('SSH_AUTH_SOCK', '');
      vi.stubEnv('HOME', await homeWith('id_ed25519', join(home, 'locked'), 'id_rsa', join(home, 'carried')));
      await (await connect(anyKey, { askPassphrase })).close();
      expect(askPassphrase).not.toHaveBeenCalled();
      vi.stubEnv(
        'HOME',
        await homeWith('id_ed25519', join(home, 'locked'), 'id_rsa', join(home, 'stranger')),
      );
      await (await connect(anyKey, { askPassphrase })).close();
      expect(askPassphrase).toHaveBeenCalledTimes(1);
    });

    test('a refused login lists all that was tried, and what to type', async () => {
      const agent = await startAgent(join(home, 'agent2.sock'), [join(home, 'stranger')]);
      vi.stubEnv('SSH_AUTH_SOCK', join(home, 'agent2.sock'));
      vi.stubEnv(
        'HOME',
        await homeWith('id_ed25519', join(home, 'stranger'), 'id_rsa', join(home, 'locked')),
      );
      const error = await failure(connect({ ...anyKey, user: 'nobody-here' }));
      expect(error.message).toBe(
        `127.0.0.1:${anyKey.port} accepted no key for the user nobody-here: tried agent (1 key), ~/.ssh/id_ed25519; ` +
          'could not use ~/.ssh/id_ecdsa: no such file, ' +
          '~/.ssh/id_rsa: encrypted, and there is nobody to ask for its passphrase',
      );
      expect(error.next).toBe(`ssh-copy-id -p ${anyKey.port} nobody-here@127.0.0.1`);
      agent.kill();
    });

    test('no usable key at all is said before anything is sent', async () => {
      vi.stubEnv('SSH_AUTH_SOCK', '');
      vi.stubEnv('HOME', await homeWith('id_rsa', join(home, 'carried.pub')));
      const error = await failure(connect({ ...anyKey, port: await freePort() }));
      expect(error.code).toBe('auth');
      expect(error.message).toContain('there is no usable key');
      expect(error.message).toContain('agent: SSH_AUTH_SOCK is not set');
      expect(error.message).toContain('~/.ssh/id_rsa: it is a public key');
      const gone = await failure(connect({ ...anyKey, identity: '~/nowhere' }));
      expect(gone.message).toContain('could not use ~/nowhere: no such file');
    });

    async function homeWith(...pairs: string[]): Promise<string> {
      const folder = join(home, `home-${homes++}`);
      await mkdir(join(folder, '.ssh'), { recursive: true });
      for (let index = 0; index < pairs.length; index += 2) {
        await writeFile(join(folder, '.ssh', pairs[index] ?? ''), await readFile(pairs[index + 1] ?? ''));
      }
      return folder;
    }
    let homes = 0;
  });
});

/** Three commands that run, and the errors that end them. */
async function startThree(transport: Transport) {
  const pids: number[] = [];
  const onStdout = (chunk: Uint8Array) => pids.push(Number(text(chunk)));
  const work = [1, 2, 3].map(() => transport.exec('echo $$; exec sleep 600', { onStdout }));
  const failures = Promise.all(work.map(failure));
  await until(() => pids.length === 3);
  return { pids, failures };
}

async function listen(onConnection: (socket: import('node:net').Socket) => void) {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}

async function startAgent(socket: string, keys: readonly string[]): Promise<ChildProcess> {
  const agent = spawn('/usr/bin/ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(agent.stdout, 'data');
  execFileSync('/usr/bin/ssh-add', ['-q', ...keys], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  return agent;
}

/** The fingerprint as OpenSSH itself computes it. */
function shown(sshd: Sshd, type: string): string {
  const line = execFileSync('/usr/bin/ssh-keygen', ['-l', '-f', join(sshd.folder, `host_${type}.pub`)]);
  return line.toString().split(' ')[1] ?? '';
}
