import { type ChildProcess, spawn } from 'node:child_process';
import { controlArgs, type RuntimePaths } from './openssh-args.ts';

export interface ProgramWish {
  /** Lets it use the terminal; else it has none. */
  readonly onTerminal: boolean;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface ProgramEnd {
  readonly code: number | null;
  readonly stderr: string;
  readonly ended: 'exit' | 'timeout' | 'aborted';
  /** Why it was not started at all. */
  readonly missing: Error | null;
}

/** Runs `ssh` to its end, which may leave a part of it in the background. Never rejects. */
export function runSsh(args: readonly string[], wish: ProgramWish): Promise<ProgramEnd> {
  const { onTerminal, timeoutMs, signal } = wish;
  const output = onTerminal ? 'inherit' : 'pipe';
  // Without a terminal it gets a session of its own: Ctrl-C is not for it, and it ends with its ProxyCommand.
  const child = spawn('ssh', args, { detached: !onTerminal, stdio: ['ignore', 'ignore', output] });
  let stderr = '';
  let ended: ProgramEnd['ended'] = 'exit';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const end = (why: 'timeout' | 'aborted') => {
    ended = why;
    killAll(child, !onTerminal);
  };
  const timer = setTimeout(() => end('timeout'), timeoutMs);
  const abort = () => end('aborted');
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  return new Promise<ProgramEnd>((resolve) => {
    child.once('error', (missing) => resolve({ code: null, stderr, ended, missing }));
    child.once('exit', (code) => {
      // What is left in the background may hold stderr open.
      setImmediate(() => {
        child.stderr?.destroy();
        resolve({ code, stderr, ended, missing: null });
      });
    });
  }).finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  });
}

/** For what the master answers by itself. */
const CONTROL_MS = 2_000;

/** Asks the master on its socket. Answers with code 0 when the master said yes. */
export function controlMaster(paths: RuntimePaths, verb: 'check' | 'exit'): Promise<ProgramEnd> {
  return runSsh(controlArgs(paths, verb), { onTerminal: false, timeoutMs: CONTROL_MS });
}

function killAll({ pid }: ChildProcess, isGroup: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(isGroup ? -pid : pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
