import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** Paths of all files that git tracks and that are there, relative to the root of the project, in git's order. */
export function trackedFiles(...patterns: readonly string[]): readonly string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--', ...patterns], { cwd: root, encoding: 'utf8' });
  return list.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
}

export function readTracked(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
