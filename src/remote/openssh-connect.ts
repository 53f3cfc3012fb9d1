import { readFile, rm } from 'node:fs/promises';
import type { Host } from '../model/host.ts';
import { type HostKey, parseHostKey } from '../model/host-key.ts';
import { CONNECT_TIMEOUT_MS, type ConnectOptions, KEEPALIVE_MS } from './connect-options.ts';
import { masterArgs, scanArgs } from './openssh-args.ts';
import { type Hop, opensshError } from './openssh-errors.ts';
import { needsHuman, type OpensshStory, opensshFault } from './openssh-faults.ts';
import { watchMaster } from './openssh-master.ts';
import { makeRuntimeFolder, type RuntimeFolder } from './openssh-paths.ts';
import { type ProgramEnd, runSsh } from './openssh-program.ts';
import { OpensshTransport } from './openssh-transport.ts';
import { remoteError } from './transport.ts';
import { pauseAfter, TRIES } from './tries.ts';
import { turnsOf } from './turns.ts';

/** A human who looks for a passphrase takes longer than a host. */
const ASK_TIMEOUT_MS = 120_000;
/** There is one terminal: many hosts must not ask on it at once. */
const terminal = turnsOf(1);

/** Connects by the `ssh` program and its configuration. Rejects with a RemoteError. */
export async function connectOpenssh(host: Host, options: ConnectOptions = {}): Promise<OpensshTransport> {
  return inFolder(host, async (folder) => {
    const first = await attempt(host, folder, options, false);
    const mayAsk = options.askPassphrase !== undefined && process.stdin.isTTY && process.stderr.isTTY;
    const story =
      first !== null && mayAsk && needsHuman(first) ? await askOnTerminal(host, folder, options) : first;
    if (story !== null) throw opensshError(host, await hopsTo(host, folder, story), story);
    return new OpensshTransport(host.name, await watchMaster(folder));
  });
}

/** The key that the host offers now, without trusting it or logging in. Rejects with a RemoteError. */
export async function offeredToOpenssh(host: Host, options: ConnectOptions = {}): Promise<HostKey> {
  return inFolder(host, async (folder) => {
    const wish = { ask: false, keepaliveMs: options.keepaliveMs ?? KEEPALIVE_MS };
    const story = await run(host, scanArgs(host, folder, wish), folder, options, false);
    const [, ...words] = (await readFile(folder.offered, 'utf8').catch(() => '')).trim().split(' ');
    const key = parseHostKey(words.join(' '));
    await rm(folder.folder, { recursive: true, force: true });
    if (key !== null) return key;
    const told = story ?? { text: '', ended: 'exit', timeoutMs: 0 };
    throw opensshError(host, await hopsTo(host, folder, told), told);
  });
}

/** Removes the folder when `work` fails: else it belongs to the transport. */
async function inFolder<T>(host: Host, work: (folder: RuntimeFolder) => Promise<T>): Promise<T> {
  const folder = await makeRuntimeFolder(host);
  try {
    return await work(folder);
  } catch (error) {
    await rm(folder.folder, { recursive: true, force: true });
    throw error;
  }
}

async function askOnTerminal(host: Host, folder: RuntimeFolder, options: ConnectOptions) {
  const giveBack = await terminal.take();
  try {
    process.stdin.pause();
    return await attempt(host, folder, { ...options, connectTimeoutMs: ASK_TIMEOUT_MS }, true);
  } finally {
    giveBack();
  }
}

/** `null`: the master is there. */
async function attempt(host: Host, folder: RuntimeFolder, options: ConnectOptions, ask: boolean) {
  const args = masterArgs(host, folder, { ask, keepaliveMs: options.keepaliveMs ?? KEEPALIVE_MS });
  for (let tries = 1; ; tries += 1) {
    const story = await run(host, args, folder, options, ask);
    if (story === null || tries === TRIES || opensshFault(story).code !== 'busy') return story;
    await pauseAfter(tries, options.signal);
  }
}

async function run(
  host: Host,
  args: readonly string[],
  folder: RuntimeFolder,
  options: ConnectOptions,
  ask: boolean,
): Promise<OpensshStory | null> {
  const timeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  await rm(folder.log, { force: true });
  const end = await runSsh(args, { onTerminal: ask, timeoutMs, ...signal });
  if (end.missing !== null) throw noSsh(host, end.missing);
  return end.code === 0 ? null : { text: await textOf(folder, end), ended: end.ended, timeoutMs };
}

async function textOf({ log }: RuntimeFolder, { stderr }: ProgramEnd): Promise<string> {
  return `${stderr}\n${await readFile(log, 'utf8').catch(() => '')}`;
}

async function hopsTo(
  host: Host,
  { jumpLog }: RuntimeFolder,
  { text }: OpensshStory,
): Promise<readonly Hop[]> {
  const jumps: Hop[] = [];
  for (let { jump } = host; jump !== null; { jump } = jump) {
    const told = await readFile(`${jumpLog}-${jump.name}`, 'utf8').catch(() => '');
    jumps.unshift({ host: jump, text: told });
  }
  return [...jumps, { host, text }];
}

function noSsh(host: Host, cause: Error) {
  const message = `the ssh program could not be started: ${cause.message}`;
  return remoteError({ code: 'local', host: host.name, message, next: 'apt install openssh-client' }, cause);
}
