import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { feed } from './feed.ts';
import type { Way } from './ssh-way.ts';
import {
  type Client,
  type CommandEnd,
  isWithoutRoom,
  openForward,
  type Running,
  signalKill,
  startCommand,
} from './ssh2.ts';
import { type Stop, stopFor, unlessStopped, withFate } from './stop.ts';
import { exitNumber, giveTerminal, noTerminal, type TerminalSize, terminalSize } from './terminal.ts';
import {
  type ExecOptions,
  type ExecResult,
  type RemoteError,
  type RemoteErrorCode,
  remoteError,
  type Transport,
} from './transport.ts';
import { turnsOf } from './turns.ts';
import { withinGrace } from './within-grace.ts';

/** sshd allows 10 sessions a connection (MaxSessions); killed ones may linger, and one may be attached. */
const CHANNELS = 8;
/** sshd counts a session until it has cleaned up, a moment after its end; the pause before another try doubles. */
const ROOM_TRIES = 8;
const ROOM_PAUSE_MS = 5;

/** A logged-in SSH connection. */
export class SshTransport implements Transport {
  readonly host: string;
  readonly #client: Client;
  readonly #stream: Duplex;
  readonly #way: Way;
  readonly #turns = turnsOf(CHANNELS);
  /** Aborted with a RemoteError when the connection ends, by whichever side. */
  readonly #over = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  #trouble = 'the other side closed it';
  #gone = false;

  /** Leaves `way` when it is closed. */
  constructor(host: string, client: Client, stream: Duplex, way: Way) {
    this.host = host;
    this.#client = client;
    this.#stream = stream;
    this.#way = way;
    client.on('error', (error) => {
      this.#trouble = error.message;
    });
    const lose = () => {
      this.#gone = true;
      this.#finish('lost', this.#loss());
    };
    client.once('close', lose);
    if (stream.destroyed) lose();
  }

  /** Why the connection broke; `null` while it stands, and when we closed it ourselves. */
  trouble(): string | null {
    return this.#gone || this.#stream.destroyed ? (this.#way.trouble() ?? this.#trouble) : null;
  }

  /** A connection from this host to another. Rejects with an Error that says what this host said about it. */
  forward(address: string, port: number): Promise<Duplex> {
    return openForward(this.#client, address, port);
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
    const running = await this.#start(command, stop, terminalSize());
    const restore = giveTerminal(running.channel);
    try {
      const { code, signal } = await this.#end(running, stop);
      restore('as it is');
      return exitNumber(code, signal);
    } catch (error) {
      restore('reset');
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#finish('closed', 'the connection was closed while the command ran');
    await Promise.all(this.#running);
    if (!this.#gone) {
      // Not until the host has closed its side: that takes another round trip, and nothing is left to hear.
      const told = Promise.race([once(this.#stream, 'finish'), once(this.#client, 'close')]).then(yes, yes);
      this.#client.end();
      await withinGrace(told, false);
      this.#stream.destroy();
    }
    await this.#way.leave();
  }

  async #exec(command: string, options: ExecOptions): Promise<ExecResult> {
    const stop = stopFor(this.host, options, this.#over.signal);
    const turn = this.#turns.take();
    try {
      await unlessStopped(turn, stop);
      stop.start();
      const running = await this.#start(command, stop);
      return await this.#collect(running, options, stop);
    } finally {
      stop.dispose();
      void turn.then((giveBack) => giveBack());
    }
  }

  async #start(command: string, stop: Stop, pty?: TerminalSize): Promise<Running> {
    const starting = this.#startWithRoom(command, stop, pty);
    try {
      return await unlessStopped(starting, stop);
    } catch (error) {
      starting.then((late) => this.#kill(late)).catch(() => undefined);
      if (stop.signal.aborted) throw withFate(stop.reason(), false);
      if (this.#gone || !this.#stream.writable) throw this.#fault('lost', this.#loss());
      throw this.#fault('busy', `sshd opened no channel for the command: ${(error as Error).message}`);
    }
  }

  async #startWithRoom(command: string, stop: Stop, pty?: TerminalSize): Promise<Running> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await startCommand(this.#client, command, pty);
      } catch (error) {
        if (!isWithoutRoom(error) || attempt === ROOM_TRIES || stop.signal.aborted) throw error;
        await sleep(ROOM_PAUSE_MS * 2 ** (attempt - 1));
      }
    }
  }

  async #collect(running: Running, options: ExecOptions, stop: Stop): Promise<ExecResult> {
    const { channel } = running;
    const stdout: Uint8Array[] = [];
    const stderr: Uint8Array[] = [];
    channel.on('data', options.onStdout ?? ((chunk: Buffer) => stdout.push(chunk)));
    channel.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    feed(channel, options.stdin);
    try {
      const end = await this.#end(running, stop);
      return { ...end, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8') };
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      throw withFate(stop.reason(), await this.#kill(running));
    }
  }

  async #end(running: Running, stop: Stop): Promise<CommandEnd> {
    const end = await unlessStopped(running.ended, stop);
    if (end !== null) return end;
    throw this.#fault('lost', 'the channel was closed before the command told how it ended');
  }

  /** Whether the command is known to be gone. */
  async #kill({ channel, exited }: Running): Promise<boolean> {
    if (this.#gone) return false;
    signalKill(this.#client, channel);
    const killed = await withinGrace(exited.then(yes), false);
    channel.close();
    return killed;
  }

  #loss(): string {
    return this.#way.trouble() ?? `the connection was lost: ${this.#trouble}`;
  }

  #finish(code: RemoteErrorCode, message: string): void {
    this.#over.abort(this.#fault(code, message));
  }

  #fault(code: RemoteErrorCode, message: string): RemoteError {
    const next = code === 'lost' ? `mosaic fleet verify ${this.host}` : 'the same command again';
    return remoteError({ code, host: this.host, message, next });
  }
}

const yes = () => true;
