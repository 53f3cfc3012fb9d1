import { spawn } from 'node:child_process';
import type { Commit } from '../provision/actor.ts';
import { cliError } from './cli-error.ts';

/**
 * The commit that a fleet directory is at. `null`: its roster is in no git work tree, or git is not installed, or nothing was
 * committed yet. Throws a CliError when git does not want to tell.
 */
export async function commitOf(dir: string): Promise<Commit | null> {
  const tracked = await git(dir, 'ls-files', '--error-unmatch', '--', 'roster.yaml');
  if (tracked === null || tracked.code === 1 || tracked.stderr.includes('not a git repository')) return null;
  if (tracked.code !== 0) throw cliError({ message: `git cannot read ${dir}:\n${tracked.stderr.trim()}` });
  const head = await git(dir, 'rev-parse', '--verify', '--quiet', 'HEAD^{commit}');
  const id = head?.stdout.trim() ?? '';
  if (!isCommitId(id)) return null;
  const status = await git(dir, 'status', '--porcelain', '--', '.', ':(exclude).mosaic');
  return { id, dirty: status?.stdout !== '' };
}

/** How a commit stands to the one that a directory is at: it may be `unknown` there, or of another line of work. */
export type Relation = 'contained' | 'ahead' | 'diverged' | 'unknown';

export async function relationOf(dir: string, commit: string): Promise<Relation> {
  if (!isCommitId(commit)) return 'unknown';
  if ((await git(dir, 'cat-file', '-e', `${commit}^{commit}`))?.code !== 0) return 'unknown';
  if (await isAncestor(dir, commit, 'HEAD')) return 'contained';
  return (await isAncestor(dir, 'HEAD', commit)) ? 'ahead' : 'diverged';
}

async function isAncestor(dir: string, ancestor: string, of: string): Promise<boolean> {
  return (await git(dir, 'merge-base', '--is-ancestor', ancestor, of))?.code === 0;
}

function isCommitId(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

interface GitAnswer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `null`: there is no git. */
function git(dir: string, ...args: readonly string[]): Promise<GitAnswer | null> {
  const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_INDEX_FILE: ___, ...own } = process.env;
  const env = { ...own, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' };
  return new Promise((resolve) => {
    const child = spawn('git', ['-C', dir, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', () => resolve(null));
    child.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
  });
}
