import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { Problem } from '../model/problem.ts';
import { shown } from './shown-path.ts';
import { readTextFile } from './text-file.ts';

/** The texts of a folder's files by name, and the names of its folders; both empty when there is no such folder. */
export interface Folder {
  readonly texts: Readonly<Record<string, string>>;
  readonly folders: readonly string[];
  /** Files that cannot be read as text. */
  readonly problems: readonly Problem[];
}

/** Reads what lies directly in a folder, in order of names. Hidden entries are left out: editors and systems make them. */
export function readFolder(path: string): Folder {
  const entries = entriesOf(path)
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => byCodeUnit(a.name, b.name));
  const texts: [string, string][] = [];
  const folders: string[] = [];
  const problems: Problem[] = [];
  for (const entry of entries) {
    const { name } = entry;
    const full = join(path, name);
    const file = isFolder(entry, full) ? null : readTextFile(full);
    if (file === null) folders.push(name);
    else if (file.kind === 'text') texts.push([name, file.text]);
    else problems.push(unreadable(full, file.kind === 'faulty' ? file.why : 'its link leads nowhere'));
  }
  return { texts: Object.fromEntries(texts), folders, problems };
}

function entriesOf(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

function isFolder(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function unreadable(path: string, why: string): Problem {
  return { severity: 'error', message: `cannot read ${shown(path)}: ${why}` };
}
