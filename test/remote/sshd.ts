import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../src/model/host.ts';

/** sshd started by root serves root alone without its privileged parts, so it runs as this user, known to it alone. */
const STAND_IN = { name: 'mosaic-test', uid: 4242 };
const asRoot = userInfo().uid === 0;

// The stand-in is written into files that only this sshd and its children see: no user is made on this machine. Its
// group is called tty, as sshd wants to give terminals to that group, and could not to any other.
const AS_STAND_IN = `mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/group" /etc/group && shift &&
  exec setpriv --reuid=${STAND_IN.uid} --regid=${STAND_IN.uid} --clear-groups "$@"`;

const NEEDED = [
  '/usr/sbin/sshd',
  '/usr/bin/ssh-keygen',
  '/usr/bin/ssh-agent',
  '/usr/bin/ssh-add',
  '/usr/bin/script',
];

/** What is missing on this machine for a real sshd; throws instead when everything is required. */
export function missingForSshd(): string | null {
  const tools = asRoot ? [...NEEDED, '/usr/bin/unshare', '/usr/bin/setpriv'] : NEEDED;
  const missing = tools.filter((tool) => !existsSync(tool));
  if (missing.length === 0) return null;
  const text = `missing ${missing.join(', ')}: apt-get install openssh-server openssh-client bsdutils util-linux`;
  if (process.env['REQUIRE_ALL'] === '1') throw new Error(text);
  console.error(`SKIPPED, the SSH transport is not tested: ${text}`);
  return text;
}

export interface Sshd {
  readonly folder: string;
  /** Reaches this sshd with its key pinned and a key that it accepts. */
  readonly host: Host;
  /** Process ids that serve connections, not the commands that they run. */
  sessions(): number[];
  /** All that it logged so far. */
  log(): string;
  stop(): Promise<void>;
}

/** An sshd on loopback, with keys and a configuration of its own. `lines` go first into its configuration. */
export async function startSshd(lines: readonly string[] = []): Promise<Sshd> {
  const folder = await mkdtemp(join(tmpdir(), 'mosaic-sshd-'));
  await mkdir(join(folder, 'home'));
  for (const type of ['ed25519', 'ecdsa', 'rsa']) makeKey(join(folder, `host_${type}`), type);
  makeKey(join(folder, 'id'), 'ed25519');
  const port = await freePort();
  await writeFile(join(folder, 'authorized_keys'), await readFile(join(folder, 'id.pub')));
  await writeFile(join(folder, 'config'), [...lines, ...configLines(folder, port), ''].join('\n'));
  await writeFile(join(folder, 'passwd'), passwdLines(folder));
  await writeFile(join(folder, 'group'), `tty:x:${STAND_IN.uid}:\n`);
  if (asRoot) await giveTo(STAND_IN.uid, folder);
  const { child, log } = await launch(folder);
  return {
    folder,
    host: await hostOf(folder, port),
    log,
    sessions: () => sessionsUnder(child.pid ?? 0),
    stop: async () => {
      for (const pid of sessionsUnder(child.pid ?? 0)) killQuietly(pid);
      const gone = once(child, 'exit');
      if (child.exitCode === null && child.kill('SIGKILL')) await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function makeKey(path: string, type: string, passphrase = ''): void {
  execFileSync('/usr/bin/ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', path]);
}

export async function pinOf(folder: string, type: string): Promise<string> {
  const [name, key] = (await readFile(join(folder, `host_${type}.pub`), 'utf8')).split(' ');
  return `${name} ${key}`;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Waits until a condition holds; the test's own timeout is the limit. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function configLines(folder: string, port: number): string[] {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...['ed25519', 'ecdsa', 'rsa'].map((type) => `HostKey ${folder}/host_${type}`),
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
  ];
}

function passwdLines(folder: string): string {
  const own = `${STAND_IN.name}:x:${STAND_IN.uid}:${STAND_IN.uid}::${folder}/home:/bin/sh\n`;
  return readFileSync('/etc/passwd', 'utf8') + own;
}

async function giveTo(uid: number, folder: string): Promise<void> {
  for (const name of ['', ...readdirSync(folder)]) await chown(join(folder, name), uid, uid);
}

async function launch(folder: string): Promise<{ child: ChildProcess; log: () => string }> {
  const sshd = ['/usr/sbin/sshd', '-D', '-e', '-f', `${folder}/config`];
  const argv = asRoot
    ? ['/usr/bin/unshare', '--mount', 'sh', '-c', AS_STAND_IN, 'sh', folder, ...sshd]
    : sshd;
  const child = spawn(argv[0] ?? '', argv.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`sshd did not start: ${said}`);
    return said.includes('Server listening');
  });
  return { child, log: () => said };
}

async function hostOf(folder: string, port: number): Promise<Host> {
  return {
    name: 'w-jarvis',
    connection: 'ssh',
    address: '127.0.0.1',
    port,
    user: asRoot ? STAND_IN.name : null,
    hostKey: await pinOf(folder, 'ed25519'),
    identity: join(folder, 'id'),
    jump: null,
    labels: {},
  };
}

function sessionsUnder(pid: number): number[] {
  const children = childrenOf(pid).filter((child) => commandOf(child).startsWith('sshd'));
  return children.flatMap((child) => [child, ...sessionsUnder(child)]);
}

function childrenOf(pid: number): number[] {
  try {
    const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return list.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

export function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
