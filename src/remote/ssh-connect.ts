import { userInfo } from 'node:os';
import type { Host } from '../model/host.ts';
import { HOST_KEY_TYPES, type HostKey, parseHostKey, readHostKey } from '../model/host-key.ts';
import { CONNECT_TIMEOUT_MS, type ConnectOptions, KEEPALIVE_MS } from './connect-options.ts';
import {
  changedKey,
  handshakeError,
  isDropped,
  isOtherKey,
  isRefusal,
  refusedLogin,
  tryByHand,
  unknownKey,
} from './ssh-faults.ts';
import { findKeys, unlock } from './ssh-keys.ts';
import { SshTransport } from './ssh-transport.ts';
import { openJumps, type Way, wayTo } from './ssh-way.ts';
import { type Credential, type Handshake, type HandshakeEnd, shakeHands } from './ssh2.ts';
import { type RemoteError, remoteError } from './transport.ts';
import { pauseAfter, TRIES } from './tries.ts';

/** Connects and logs in to a host whose key is pinned. Rejects with a RemoteError. */
export async function connectSsh(host: Host, options: ConnectOptions = {}): Promise<SshTransport> {
  const pinned = host.hostKey === null ? null : parseHostKey(host.hostKey);
  if (pinned === null) throw unknownKey(host);
  return onWay(host, options, (way) => logInWithAny(host, pinned, way, options));
}

/** Leaves the way again when `work` fails: else it belongs to the transport. */
async function onWay<T>(host: Host, options: ConnectOptions, work: (way: Way) => Promise<T>): Promise<T> {
  const { signal, ...shared } = { ...options, jumps: options.jumps ?? openJumps() };
  // The jump host serves others too: one who turns away must not end the attempt for all.
  const finding = wayTo(host, shared.jumps, (jump) => connectSsh(jump, shared));
  const way = await unlessTurnedAway(host, finding, signal);
  try {
    return await work(way);
  } catch (error) {
    await way.leave();
    throw error;
  }
}

async function unlessTurnedAway(host: Host, finding: Promise<Way>, signal?: AbortSignal): Promise<Way> {
  if (signal === undefined) return finding;
  const leave = () => void finding.then((way) => way.leave()).catch(() => undefined);
  return new Promise((resolve, reject) => {
    const turnAway = () => {
      leave();
      reject(wayClosed(host, 'aborted', 0));
    };
    if (signal.aborted) turnAway();
    signal.addEventListener('abort', turnAway, { once: true });
    finding.then(resolve, reject).finally(() => signal.removeEventListener('abort', turnAway));
  });
}

async function logInWithAny(
  host: Host,
  pinned: HostKey,
  way: Way,
  options: ConnectOptions,
): Promise<SshTransport> {
  const { ready, locked, unusable } = findKeys(host);
  const tried: string[] = [];
  const notes = [...unusable];
  if (ready.length > 0) {
    const transport = await logIn(host, pinned, ready, way, options, tried);
    if (transport !== null) return transport;
  }
  for (const file of locked) {
    const credential = await unlock(file, options.askPassphrase);
    if (typeof credential === 'string') {
      notes.push(credential);
      continue;
    }
    const transport = await logIn(host, pinned, [credential], way, options, tried);
    if (transport !== null) return transport;
  }
  throw refusedLogin(host, userOf(host), tried, notes);
}

/** The key that the host offers now, without trusting it: nothing but the key exchange is done. Rejects with a RemoteError. */
export async function offeredKey(host: Host, options: ConnectOptions = {}): Promise<HostKey> {
  return onWay(host, options, async (way) => {
    const key = await keyOffered(host, way, options);
    await way.leave();
    return key;
  });
}

async function keyOffered(host: Host, way: Way, options: ConnectOptions): Promise<HostKey> {
  let offered: HostKey | null = null;
  const accept = (blob: Uint8Array) => {
    offered = readHostKey(blob);
    return false;
  };
  const end = await persist(host, { hostKeyTypes: HOST_KEY_TYPES, accept, credentials: [] }, way, options);
  if (offered !== null) return offered;
  if (end.ok) throw new Error('a host key was accepted that nobody looked at');
  if (!isOtherKey(end.fault)) throw handshakeError(host, end.fault, timeoutOf(options), TRIES);
  const message = `the host has no key of a type that can be pinned: ${HOST_KEY_TYPES.join(', ')}`;
  throw remoteError({ code: 'protocol', host: host.name, message, next: tryByHand(host) });
}

/** `null` when the host refused all credentials; they are added to `tried`. */
async function logIn(
  host: Host,
  pinned: HostKey,
  credentials: readonly Credential[],
  way: Way,
  options: ConnectOptions,
  tried: string[],
): Promise<SshTransport | null> {
  let offered: HostKey | null = null;
  const accept = (blob: Uint8Array) => {
    offered = readHostKey(blob);
    return offered?.type === pinned.type && offered.key === pinned.key;
  };
  const end = await persist(host, { hostKeyTypes: [pinned.type], accept, credentials }, way, options);
  if (end.ok) return new SshTransport(host.name, end.client, end.stream, way);
  tried.push(...end.fault.tried);
  if (isRefusal(end.fault)) return null;
  if (!isOtherKey(end.fault)) throw handshakeError(host, end.fault, timeoutOf(options), TRIES);
  // A key of another type is not shown in a handshake that is restricted to the pinned type.
  throw changedKey(host, pinned, offered ?? (await keyOffered(host, way, options).catch(() => null)));
}

async function persist(
  host: Host,
  wish: Pick<Handshake, 'hostKeyTypes' | 'accept' | 'credentials'>,
  way: Way,
  options: ConnectOptions,
): Promise<HandshakeEnd> {
  const handshake: Omit<Handshake, 'stream'> = {
    ...wish,
    username: userOf(host),
    timeoutMs: timeoutOf(options),
    // A jump host that is lost must be noticed before the hosts behind it seem to be.
    keepaliveMs: (options.keepaliveMs ?? KEEPALIVE_MS) * (1 + jumpsTo(host)),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  for (let attempt = 1; ; attempt += 1) {
    const stream = await way.open(handshake.timeoutMs, options.signal);
    if (typeof stream === 'string')
      throw wayBroken(host, way) ?? wayClosed(host, stream, handshake.timeoutMs);
    const end = await shakeHands({ ...handshake, stream });
    const broken = end.ok ? null : wayBroken(host, way);
    if (broken !== null) throw broken;
    if (end.ok || !isDropped(end.fault) || attempt === TRIES) return end;
    await pauseAfter(attempt, options.signal);
  }
}

function wayClosed(host: Host, why: string, timeoutMs: number): RemoteError {
  return handshakeError(host, { step: 'connect', why, spoke: false, tried: [] }, timeoutMs, 1);
}

function wayBroken(host: Host, way: Way): RemoteError | null {
  const message = way.trouble();
  if (message === null) return null;
  return remoteError({ code: 'lost', host: host.name, message, next: 'the same command again' });
}

function timeoutOf(options: ConnectOptions): number {
  return options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
}

function jumpsTo({ jump }: Host): number {
  return jump === null ? 0 : 1 + jumpsTo(jump);
}

function userOf(host: Host): string {
  return host.user ?? userInfo().username;
}
