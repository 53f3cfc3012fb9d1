import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type ClientChannel, openChannel, signalKill } from './ssh2.ts';
import { type Stop, stopFor, unlessStopped, withFate } from './stop.ts';
import { exitNumber, giveTerminal, noTerminal, terminalSize } from './terminal.ts';
import {
  type ExecOptions,
  type ExecResult,
  type RemoteError,
  type RemoteErrorCode,
  remoteError,
  type Transport,
} from './transport.ts';
import { turnsOf } from './turns.ts';

/** sshd allows 10 sessions a connection (MaxSessions); killed ones may linger, and one may be attached. */
const CHANNELS = 8;
/** How long a killed command, or a closed connection, may take to be gone. */
const GRACE_MS = 1_000;

/** A logged-in SSH connection. */
export class SshTransport implements Transport {
  readonly host: string;
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #turns = turnsOf(CHANNELS);
  /** Aborted with a RemoteError when the connection ends, by whichever side. */
  readonly #over = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  #trouble = 'the other side closed it';

  constructor(host: string, client: Client, socket: Socket) {
    this.host = host;
    this.#client = client;
    this.#socket = socket;
    client.on('error', (error) => {
      this.#trouble = error.message;
    });
    const lose = () => this.#end('lost', `the connection was lost: ${this.#trouble}`);
    client.once('close', lose);
    if (socket.destroyed) lose();
  }

  exec(command: string, options: ExecOptions = {}): Promise<ExecResult> {
    const work = this.#exec(command, options);
    const ended: Promise<unknown> = work.catch(() => undefined).then(() => this.#running.delete(ended));
    this.#running.add(ended);
    return work;
  }

  async attach(command: string): Promise<number> {
    if (!process.stdin.isTTY || !process.stdout.isTTY) throw noTerminal(this.host);
    const stop = stopFor(this.host, {}, this.#over.signal);
    const channel = await this.#open(command, stop, terminalSize());
    const restore = giveTerminal(channel);
    try {
      const { code, signal } = await unlessStopped(this.#ended(channel), stop);
      restore('as it is');
      return exitNumber(code, signal);
    } catch (error) {
      restore('reset');
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#end('closed', 'the connection was closed while the command ran');
    await Promise.all(this.#running);
    if (this.#socket.destroyed) return;
    const closed = once(this.#client, 'close').catch(() => undefined);
    this.#client.end();
    const giveUp = new AbortController();
    await Promise.race([
      closed,
      sleep(GRACE_MS, undefined, { signal: giveUp.signal }).catch(() => undefined),
    ]);
    giveUp.abort();
    this.#socket.destroy();
  }

  async #exec(command: string, options: ExecOptions): Promise<ExecResult> {
    const stop = stopFor(this.host, options, this.#over.signal);
    const turn = this.#turns.take();
    try {
      await unlessStopped(turn, stop);
      stop.start();
      const channel = await this.#open(command, stop);
      return await this.#collect(channel, options, stop);
    } finally {
      stop.dispose();
      void turn.then((giveBack) => giveBack());
    }
  }

  async #open(command: string, stop: Stop, pty?: ReturnType<typeof terminalSize>): Promise<ClientChannel> {
    const opening = openChannel(this.#client, command, pty);
    try {
      return await unlessStopped(opening, stop);
    } catch (error) {
      opening.then((late) => this.#kill(late)).catch(() => undefined);
      if (stop.signal.aborted) throw withFate(stop.reason(), false);
      if (!this.#socket.writable) throw this.#fault('lost', `the connection was lost: ${this.#trouble}`);
      const message = `sshd opened no channel for the command: ${error instanceof Error ? error.message : error}`;
      throw this.#fault('busy', message);
    }
  }

  async #collect(channel: ClientChannel, options: ExecOptions, stop: Stop): Promise<ExecResult> {
    const stdout: Uint8Array[] = [];
    const stderr: Uint8Array[] = [];
    channel.on('data', options.onStdout ?? ((chunk: Buffer) => stdout.push(chunk)));
    channel.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const ended = this.#ended(channel);
    channel.end(options.stdin ?? '');
    try {
      const { code, signal } = await unlessStopped(ended, stop);
      return { code, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8') };
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      throw withFate(stop.reason(), await this.#kill(channel));
    }
  }

  /** Settles when the command ended and all of its output was read. */
  async #ended(channel: ClientChannel): Promise<Pick<ExecResult, 'code' | 'signal'>> {
    let end: Pick<ExecResult, 'code' | 'signal'> | null = null;
    channel.once('exit', (code: number | null, signal?: string) => {
      end = { code, signal: signal ?? null };
    });
    await Promise.all([once(channel, 'close'), once(channel.stderr, 'close')]);
    if (end !== null) return end;
    const message = 'the channel was closed before the command told how it ended';
    throw this.#fault('lost', message);
  }

  /** Whether the command is known to be gone. */
  async #kill(channel: ClientChannel): Promise<boolean> {
    if (this.#socket.destroyed) return false;
    const giveUp = new AbortController();
    const gone = once(channel, 'exit', { signal: giveUp.signal }).then(
      () => true,
      () => false,
    );
    const timer = setTimeout(() => giveUp.abort(), GRACE_MS);
    signalKill(this.#client, channel);
    const killed = await gone;
    clearTimeout(timer);
    channel.close();
    return killed;
  }

  #end(code: RemoteErrorCode, message: string): void {
    this.#over.abort(this.#fault(code, message));
  }

  #fault(code: RemoteErrorCode, message: string): RemoteError {
    const next = code === 'lost' ? `mosaic fleet verify ${this.host}` : 'the same command again';
    return remoteError({ code, host: this.host, message, next });
  }
}
