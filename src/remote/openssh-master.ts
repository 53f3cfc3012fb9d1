import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { controlArgs } from './openssh-args.ts';
import type { RuntimeFolder } from './openssh-paths.ts';
import { controlMaster } from './openssh-program.ts';

/** A master that is logged in. */
export interface Master {
  readonly folder: RuntimeFolder;
  /** `null` when it did not say. */
  readonly pid: number | null;
  /** It need not be watched any more. */
  release(): void;
}

// It reads until we end, however we end: then nothing of ours may stay logged in.
const WATCH = 'folder=$1; shift; cat >/dev/null; ssh "$@"; rm -rf -- "$folder"';

/** Sees to it that the master ends with this process, even when that is killed. */
export async function watchMaster(folder: RuntimeFolder): Promise<Master> {
  const args = ['-c', WATCH, 'sh', folder.folder, ...controlArgs(folder, 'exit')];
  const watcher = spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  watcher.on('error', () => undefined);
  watcher.stdin.on('error', () => undefined);
  watcher.unref();
  (watcher.stdin as Socket).unref();
  const { stderr } = await controlMaster(folder, 'check');
  const pid = /pid=(\d+)/.exec(stderr)?.[1];
  return { folder, pid: pid === undefined ? null : Number(pid), release: () => watcher.stdin.end() };
}
