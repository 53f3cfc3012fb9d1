import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { feed } from './feed.ts';
import { type Stop, stopFor, withFate } from './stop.ts';
import { exitNumber, noTerminal } from './terminal.ts';
import { type ExecOptions, type ExecResult, remoteError, type Transport } from './transport.ts';

/**
 * Runs commands on this machine by `/bin/sh -c`, in the home directory as SSH does, each in a process group of its own,
 * which is killed as a whole on deadline, abort and close.
 */
export function openLocal(host: string): Transport {
  const over = new AbortController();
  const running = new Set<Promise<unknown>>();
  return {
    host,
    exec: (command, options = {}) => {
      const work = execLocal(host, command, options, over.signal);
      const ended: Promise<unknown> = work.catch(() => undefined).then(() => running.delete(ended));
      running.add(ended);
      return work;
    },
    attach: (command) => attachLocal(host, command),
    close: async () => {
      const message = 'the connection was closed while the command ran';
      over.abort(remoteError({ code: 'closed', host, message, next: 'the same command again' }));
      await Promise.all(running);
    },
  };
}

async function execLocal(host: string, command: string, options: ExecOptions, over: AbortSignal) {
  const stop = stopFor(host, options, over);
  try {
    if (stop.signal.aborted) throw stop.reason();
    stop.start();
    const result = await runShell(host, command, options, stop);
    if (stop.signal.aborted) throw withFate(stop.reason(), true);
    return result;
  } finally {
    stop.dispose();
  }
}

function runShell(host: string, command: string, options: ExecOptions, stop: Stop): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', command], { cwd: homedir(), detached: true });
    const stdout: Uint8Array[] = [];
    const stderr: Uint8Array[] = [];
    const kill = () => killGroup(child);
    stop.signal.addEventListener('abort', kill, { once: true });
    child.stdout.on('data', options.onStdout ?? ((chunk: Buffer) => stdout.push(chunk)));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A command may end without reading its stdin.
    child.stdin.on('error', () => undefined);
    feed(child.stdin, options.stdin);
    child.on('error', (error) => reject(noShell(host, error)));
    child.on('close', (code, signal) => {
      stop.signal.removeEventListener('abort', kill);
      resolve({
        code,
        signal,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
  // What left the group may hold the pipes open; nothing more is read from it.
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
}

/** Signals that keys send. */
const KEYS = ['SIGINT', 'SIGQUIT'] as const;

async function attachLocal(host: string, command: string): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw noTerminal(host);
  const modes = stty('-g').trim();
  // Who reads the terminal besides the command steals keys from it.
  process.stdin.pause();
  // Ctrl-C and Ctrl-\\ reach the whole foreground group; they are meant for the command, not for us.
  const ignore = () => undefined;
  for (const name of KEYS) process.on(name, ignore);
  try {
    return await new Promise<number>((resolve, reject) => {
      const child = spawn('/bin/sh', ['-c', command], { cwd: homedir(), stdio: 'inherit' });
      child.on('error', (error) => reject(noShell(host, error)));
      child.on('close', (code, signal) => resolve(exitNumber(code, signal)));
    });
  } finally {
    for (const name of KEYS) process.off(name, ignore);
    if (modes !== '') stty(modes);
  }
}

function stty(argument: string): string {
  return (
    spawnSync('stty', [argument], { stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8' }).stdout ?? ''
  );
}

function noShell(host: string, cause: Error) {
  const message = `/bin/sh could not be started: ${cause.message}`;
  return remoteError({ code: 'local', host, message, next: 'ls -l /bin/sh' }, cause);
}
