import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
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
export async function readFolder(path: string): Promise<Folder> {
  const names = (await namesIn(path)).filter((name) => !name.startsWith('.')).sort();
  const texts: [string, string][] = [];
  const folders: string[] = [];
  const problems: Problem[] = [];
  for (const name of names) {
    const full = join(path, name);
    const isFolder = await stat(full).then(
      (found) => found.isDirectory(),
      () => false,
    );
    const file = isFolder ? null : await readTextFile(full);
    if (file === null) folders.push(name);
    else if (file.kind === 'text') texts.push([name, file.text]);
    else problems.push(unreadable(full, file.kind === 'faulty' ? file.why : 'its link leads nowhere'));
  }
  return { texts: Object.fromEntries(texts), folders, problems };
}

async function namesIn(path: string): Promise<readonly string[]> {
  return readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
}

function unreadable(path: string, why: string): Problem {
  return { severity: 'error', message: `cannot read ${shown(path)}: ${why}` };
}
