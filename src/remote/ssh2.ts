import type { Duplex } from 'node:stream';
import ssh2, { type Client, type ClientChannel, type ParsedKey } from 'ssh2';
import type { HostKeyType } from '../model/host-key.ts';
import { signaturesOf } from './signatures.ts';

export type { Client, ClientChannel, ParsedKey };

/** One way to prove who we are. `label` is shown when it was refused. */
export type Credential =
  | { readonly kind: 'agent'; readonly label: string; readonly socket: string }
  | { readonly kind: 'file'; readonly label: string; readonly key: ParsedKey };

export interface Handshake {
  /** To the host's sshd; a socket may still be connecting. Destroyed when the handshake fails. */
  readonly stream: Duplex;
  readonly username: string;
  readonly hostKeyTypes: readonly HostKeyType[];
  /** Decides on the key that the host offers. Without a decision there is no connection. */
  readonly accept: (blob: Uint8Array) => boolean;
  readonly credentials: readonly Credential[];
  readonly timeoutMs: number;
  readonly keepaliveMs: number;
  readonly signal?: AbortSignal;
}

/** How far a handshake came: no TCP connection yet, no shared key yet, not logged in yet. */
export type Step = 'connect' | 'greet' | 'log in';

export interface HandshakeFault {
  readonly step: Step;
  /** `timeout`, `aborted`, `closed`, an errno such as `ECONNREFUSED`, or the words of the protocol. */
  readonly why: string;
  /** Whether the host said anything at all. */
  readonly spoke: boolean;
  /** The credentials that the host refused, and what was wrong with an agent. */
  readonly tried: readonly string[];
}

export type HandshakeEnd =
  | { readonly ok: true; readonly client: Client; readonly stream: Duplex }
  | { readonly ok: false; readonly fault: HandshakeFault };

/** Shakes hands once. Never rejects: a failure is a value, so that deciding what it means stays apart. */
export function shakeHands(wish: Handshake): Promise<HandshakeEnd> {
  const { stream } = wish;
  const client = new ssh2.Client();
  const tried: string[] = [];
  let step: Step = 'connecting' in stream && stream.connecting ? 'connect' : 'greet';
  let spoke = false;
  return new Promise((resolve) => {
    const settle = (end: HandshakeEnd) => {
      clearTimeout(timer);
      wish.signal?.removeEventListener('abort', abort);
      if (!end.ok) stream.destroy();
      resolve(end);
    };
    const fail = (why: string) => settle({ ok: false, fault: { step, why, spoke, tried } });
    const abort = () => fail('aborted');
    const timer = setTimeout(() => fail('timeout'), wish.timeoutMs);
    wish.signal?.addEventListener('abort', abort, { once: true });
    stream.once('connect', () => {
      step = 'greet';
    });
    client.once('handshake', () => {
      step = 'log in';
    });
    client.on('error', (error) => {
      if (isFinal(error)) fail(wordsOf(error));
      else tried.push(`agent (${error.message})`);
    });
    client.once('close', () => fail('closed'));
    client.once('ready', () => settle({ ok: true, client, stream }));
    client.connect(configFor(wish, tried));
    stream.once('data', () => {
      spoke = true;
    });
    if (wish.signal?.aborted) abort();
  });
}

function configFor(wish: Handshake, tried: string[]): ssh2.ConnectConfig {
  const left = [...wish.credentials];
  return {
    sock: wish.stream as unknown as NonNullable<ssh2.ConnectConfig['sock']>,
    username: wish.username,
    readyTimeout: 0,
    keepaliveInterval: wish.keepaliveMs,
    keepaliveCountMax: KEEPALIVES,
    // Only the pinned type: a host with several keys would offer another one, and look like an impostor.
    algorithms: { serverHostKey: wish.hostKeyTypes.flatMap(signaturesOf) },
    hostVerifier: (key: Buffer) => wish.accept(key),
    authHandler: (_left, _partial, next) => {
      const credential = left.shift();
      if (credential === undefined) next(false as unknown as 'none');
      else next(methodFor(credential, wish.username, tried));
    },
  };
}

/** Unanswered keepalives after which a connection counts as lost. */
export const KEEPALIVES = 3;

function methodFor(credential: Credential, username: string, tried: string[]): ssh2.AnyAuthMethod {
  if (credential.kind === 'file') {
    tried.push(credential.label);
    return { type: 'publickey', username, key: credential.key };
  }
  const agent = ssh2.createAgent(credential.socket);
  const list = agent.getIdentities.bind(agent);
  agent.getIdentities = (callback) =>
    list((error, keys) => {
      const count = keys?.length ?? 0;
      if (!error) tried.push(`${credential.label} (${count} ${count === 1 ? 'key' : 'keys'})`);
      callback(error, keys);
    });
  return { type: 'agent', username, agent };
}

// After trouble with an agent or one signature, ssh2 goes on with the next credential.
function isFinal(error: Error & { level?: string }): boolean {
  return error.level !== 'agent' && !/^Error (while )?signing/.test(error.message);
}

function wordsOf(error: Error & { level?: string; code?: unknown }): string {
  if (error.message === 'Connection lost before handshake') return 'closed';
  return error.level === 'client-socket' && typeof error.code === 'string' ? error.code : error.message;
}

export type KeyFile =
  | { readonly state: 'open'; readonly key: ParsedKey }
  | { readonly state: 'locked' }
  | { readonly state: 'unusable'; readonly why: string };

/** Reads a private key file; `locked` when it needs a passphrase, or another one. */
export function readKeyFile(data: Buffer, passphrase?: string): KeyFile {
  const parsed: unknown = ssh2.utils.parseKey(data, passphrase);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!(key instanceof Error)) {
    if ((key as ParsedKey).isPrivateKey()) return { state: 'open', key: key as ParsedKey };
    return { state: 'unusable', why: 'it is a public key' };
  }
  if (/no passphrase given|bad passphrase/i.test(key.message)) return { state: 'locked' };
  return { state: 'unusable', why: key.message };
}

/** How a command ended, as `ExecResult` says it. */
export interface CommandEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A command that was started. */
export interface Running {
  readonly channel: ClientChannel;
  /** The command itself ended; its output may not be read yet. Never settles when that is not reported. */
  readonly exited: Promise<CommandEnd>;
  /** The channel is closed and all output was read; `null` when sshd never said how the command ended. */
  readonly ended: Promise<CommandEnd | null>;
}

/** Starts a command; with `pty`, on a terminal of its own. */
export function startCommand(client: Client, command: string, pty?: ssh2.PseudoTtyOptions): Promise<Running> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | undefined, channel: ClientChannel) => {
      // Listens at once: start, output and end of a quick command come in one packet, before any promise settles.
      if (error === undefined || error === null) resolve(watch(channel));
      else reject(error);
    };
    // Throws when the connection is gone; within the executor that rejects.
    client.exec(command, pty === undefined ? {} : { pty }, done);
  });
}

/** A connection from that host to another one. Rejects with what it said about it; `reason` 1 is a prohibition. */
export function openForward(client: Client, address: string, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    // Throws when the connection is gone; within the executor that rejects.
    client.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
      if (error === undefined || error === null) resolve(channel);
      else reject(error);
    });
  });
}

/** sshd opened no channel: nothing was started, so trying again is safe. */
export function isWithoutRoom(error: unknown): boolean {
  return error instanceof Error && 'reason' in error && typeof error.reason === 'number';
}

function watch(channel: ClientChannel): Running {
  let end: CommandEnd | null = null;
  const exited = new Promise<CommandEnd>((resolve) => {
    channel.once('exit', (code: number | null, signal?: string) => {
      end = { code, signal: signal ?? null };
      resolve(end);
    });
  });
  // Writing to a channel that is gone is no news: its end tells more.
  channel.on('error', () => undefined);
  const streams = [channel, channel.stderr].map(
    (stream) => new Promise<void>((resolve) => stream.once('close', () => resolve())),
  );
  return { channel, exited, ended: Promise.all(streams).then(() => end) };
}

/** Asks sshd to kill the command's process group. There is no answer, and sshd declines for root and forced commands. */
export function signalKill(client: Client, channel: ClientChannel): void {
  // Channel.signal() does nothing once stdin has ended, though the protocol allows it.
  const inside = { client, channel } as unknown as {
    client: { _protocol: { signal(id: number, name: string): void } };
    channel: { outgoing: { id: number; state: string } };
  };
  const { id, state } = inside.channel.outgoing;
  if (state === 'open' || state === 'eof') inside.client._protocol.signal(id, 'KILL');
}
