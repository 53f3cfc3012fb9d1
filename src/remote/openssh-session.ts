import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { feed } from './feed.ts';
import { execArgs, type RuntimePaths } from './openssh-args.ts';
import { markedCommand } from './openssh-command.ts';
import { type Marks, readMarks } from './openssh-marks.ts';
import type { ExecOptions } from './transport.ts';

/** One command in a session of the master. */
export interface Session {
  /** The leader of the command's process group, as soon as it is known; `null`: it ended before. */
  readonly begun: Promise<number | null>;
  readonly ended: Promise<SessionEnd>;
  /** Ends the session here; the command may go on. */
  drop(): void;
}

export interface SessionEnd extends Marks {
  /** Of the ssh program here. */
  readonly exit: number | null;
  readonly stdout: Uint8Array;
}

export function startSession(paths: RuntimePaths, command: string, options: ExecOptions): Session {
  const mark = randomBytes(12).toString('hex');
  // In a session of its own: Ctrl-C is not for it.
  const child = spawn('ssh', execArgs(paths, markedCommand(mark, command)), { detached: true });
  const stdout: Uint8Array[] = [];
  const stderr: Uint8Array[] = [];
  child.stdout.on('data', options.onStdout ?? ((chunk: Buffer) => stdout.push(chunk)));
  // A command may end without reading its stdin.
  child.stdin.on('error', () => undefined);
  feed(child.stdin, options.stdin);
  const ended = new Promise<SessionEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => {
      resolve({ ...readMarks(mark, Buffer.concat(stderr)), exit, stdout: Buffer.concat(stdout) });
    });
  });
  const begun = new Promise<number | null>((resolve) => {
    let isKnown = false;
    child.stderr.on('data', (chunk: Buffer) => {
      stderr.push(chunk);
      if (isKnown) return;
      const { pid } = readMarks(mark, Buffer.concat(stderr));
      isKnown = pid !== null;
      if (isKnown) resolve(pid);
    });
    ended.then(({ pid }) => resolve(pid)).catch(() => resolve(null));
  });
  return { begun, ended, drop: () => void child.kill('SIGKILL') };
}
