import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { attachArgs, execArgs } from './openssh-args.ts';
import { killCommand, terminalCommand } from './openssh-command.ts';
import { opensshLoss } from './openssh-faults.ts';
import type { Master } from './openssh-master.ts';
import type { RuntimeFolder } from './openssh-paths.ts';
import { controlMaster, runSsh } from './openssh-program.ts';
import { type Session, type SessionEnd, startSession } from './openssh-session.ts';
import { type Stop, stopFor, unlessStopped, withFate } from './stop.ts';
import { noTerminal, resetScreen } from './terminal.ts';
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

/** sshd allows 10 sessions a connection (MaxSessions); one more may be attached, and one kills. */
const SESSIONS = 8;
/** sshd counts a session until it has cleaned up, a moment after its end; the pause before another try doubles. */
const ROOM_TRIES = 8;
const ROOM_PAUSE_MS = 5;
const KILL_MS = 2_000;

/** A connection that a master of the `ssh` program holds. */
export class OpensshTransport implements Transport {
  readonly host: string;
  readonly #folder: RuntimeFolder;
  readonly #master: Master;
  readonly #turns = turnsOf(SESSIONS);
  readonly #kills = turnsOf(1);
  /** Aborted with a RemoteError when the connection ends, by whichever side. */
  readonly #over = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  /** Ends the master when it is closed, and removes its folder. */
  constructor(host: string, master: Master) {
    this.host = host;
    this.#folder = master.folder;
    this.#master = master;
  }

  exec(command: string, options: ExecOptions = {}): Promise<ExecResult> {
    const work = this.#exec(command, options);
    const ended: Promise<unknown> = work.catch(() => undefined).then(() => this.#running.delete(ended));
    this.#running.add(ended);
    return work;
  }

  async attach(command: string): Promise<number> {
    if (!process.stdin.isTTY || !process.stdout.isTTY) throw noTerminal(this.host);
    if (this.#over.signal.aborted) throw this.#over.signal.reason;
    const log = `${this.#folder.folder}/attach`;
    // Who reads the terminal besides the command steals keys from it.
    process.stdin.pause();
    const child = spawn('ssh', attachArgs(this.#folder, log, terminalCommand(command)), { stdio: 'inherit' });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== null && code !== 255) return code;
    const said = await readFile(log, 'utf8').catch(() => '');
    if (isWithoutRoom(said)) throw this.#fault('busy', 'sshd opened no session for the command');
    if (await this.#stands()) return 255;
    resetScreen();
    throw await this.#lose();
  }

  async close(): Promise<void> {
    this.#finish(this.#fault('closed', 'the connection was closed while the command ran'));
    await Promise.all(this.#running);
    // Who does not answer on its socket hangs; who is gone has none.
    const { ended } = await this.#control('exit');
    if (ended === 'timeout' && this.#master.pid !== null) process.kill(this.#master.pid, 'SIGKILL');
    await rm(this.#folder.folder, { recursive: true, force: true });
    this.#master.release();
  }

  async #exec(command: string, options: ExecOptions): Promise<ExecResult> {
    const stop = stopFor(this.host, options, this.#over.signal);
    const turn = this.#turns.take();
    try {
      await unlessStopped(turn, stop);
      stop.start();
      return await this.#runWithRoom(command, options, stop);
    } finally {
      stop.dispose();
      void turn.then((giveBack) => giveBack());
    }
  }

  async #runWithRoom(command: string, options: ExecOptions, stop: Stop): Promise<ExecResult> {
    for (let attempt = 1; ; attempt += 1) {
      const end = await this.#run(startSession(this.#folder, command, options), stop);
      if (end.end !== null) return { ...end.end, stdout: end.stdout, stderr: end.stderr };
      if (end.pid !== null || !isWithoutRoom(end.stderr)) throw await this.#without(end);
      if (attempt === ROOM_TRIES) throw this.#fault('busy', 'sshd opened no session for the command');
      await sleep(ROOM_PAUSE_MS * 2 ** (attempt - 1));
    }
  }

  async #run(session: Session, stop: Stop): Promise<SessionEnd> {
    try {
      return await unlessStopped(session.ended, stop);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      throw withFate(stop.reason(), await this.#kill(session));
    }
  }

  /** Whether the command is known to be gone. */
  async #kill(session: Session): Promise<boolean> {
    const pid = await withinGrace(session.begun, null);
    const giveBack = await this.#kills.take();
    try {
      if (pid === null) return false;
      const killing = runSsh(execArgs(this.#folder, killCommand(pid)), {
        onTerminal: false,
        timeoutMs: KILL_MS,
      });
      const isKilled = (await killing).code === 0;
      if (isKilled) await withinGrace(session.ended, null);
      return isKilled;
    } finally {
      session.drop();
      giveBack();
    }
  }

  /** The error of a command that did not tell how it ended. */
  async #without(end: SessionEnd): Promise<RemoteError> {
    if (!(await this.#stands())) return this.#lose();
    if (end.pid !== null)
      return this.#fault('lost', 'the channel was closed before the command told how it ended');
    const said = `${Buffer.from(end.stdout).toString('utf8')}${end.stderr}`.trim().split('\n')[0];
    return this.#fault('protocol', `the login shell did not start the command: ${said}`);
  }

  async #stands(): Promise<boolean> {
    return (await this.#control('check')).code === 0;
  }

  async #lose(): Promise<RemoteError> {
    const log = await readFile(this.#folder.log, 'utf8').catch(() => '');
    this.#finish(this.#fault('lost', `the connection was lost: ${opensshLoss(log)}`));
    return this.#over.signal.reason;
  }

  #control(verb: 'check' | 'exit') {
    return controlMaster(this.#folder, verb);
  }

  #finish(reason: RemoteError): void {
    this.#over.abort(reason);
  }

  #fault(code: RemoteErrorCode, message: string): RemoteError {
    const next = code === 'lost' ? `mosaic fleet verify ${this.host}` : 'the same command again';
    return remoteError({ code, host: this.host, message, next });
  }
}

function isWithoutRoom(said: string): boolean {
  return /session request failed|Session open refused/.test(said);
}
