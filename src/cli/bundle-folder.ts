import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { BundleChange, BundleFolder } from './bundle-changes.ts';
import { type BundleEntry, LIST, listText, parseList } from './bundle-tree.ts';

// All at once, not by way of promises: a bundle may be ten thousand small files, and each promise costs more than its file.

/** Reads what a bundle's folder says of itself, and what really lies at the listed and the wanted paths. */
export function readBundleFolder(out: string, want: readonly BundleEntry[]): BundleFolder {
  const listed = parseList(readIfThere(join(out, LIST))?.toString('utf8') ?? '');
  const names = namesByFolder(out);
  const present = new Map<string, string | null>();
  for (const path of new Set([...listed.keys(), ...want.map((entry) => entry.path)])) {
    const slash = path.lastIndexOf('/');
    if (!names(path.slice(0, Math.max(0, slash))).has(path.slice(slash + 1))) continue;
    const digest = digestOf(join(out, path));
    if (digest !== undefined) present.set(path, digest);
  }
  return { listed, present };
}

/** The names in each folder, read once. */
function namesByFolder(out: string): (folder: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (folder) => {
    const names = known.get(folder) ?? new Set(namesIn(join(out, folder)));
    known.set(folder, names);
    return names;
  };
}

/**
 * Makes the folder what is wanted. The list grows first and shrinks last: whenever this is interrupted, it names every
 * file that was written, and one that is not whole differs from it.
 */
export function writeBundleFolder(
  out: string,
  want: readonly BundleEntry[],
  changes: readonly BundleChange[],
  { listed }: BundleFolder,
): void {
  const digests = new Map(want.map((entry) => [entry.path, entry.sha256]));
  mkdirSync(out, { recursive: true });
  replace(join(out, LIST), listText(new Map([...listed, ...digests])));
  const kinds = new Map(changes.map(({ path, kind }) => [path, kind]));
  const wanted = want.filter(({ path }) => kinds.has(path));
  for (const folder of new Set(wanted.map(({ path }) => dirname(path))))
    mkdirSync(join(out, folder), { recursive: true });
  for (const { path, text, executable } of wanted) {
    const mode = executable ? 0o755 : 0o644;
    if (kinds.get(path) === 'new') writeFileSync(join(out, path), text, { mode, flag: 'wx' });
    else replace(join(out, path), text, mode);
  }
  for (const { path, kind } of changes) if (kind === 'gone') remove(out, path);
  replace(join(out, LIST), listText(digests));
}

function replace(path: string, text: string, mode = 0o644): void {
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, text, { mode });
  renameSync(fresh, path);
}

function remove(out: string, path: string): void {
  rmSync(join(out, path), { force: true });
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    if (namesIn(join(out, folder)).length > 0) return;
    rmdirSync(join(out, folder));
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    return absent(error) ?? [];
  }
}

function digestOf(path: string): string | null | undefined {
  try {
    if (!lstatSync(path).isFile()) return null;
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch (error) {
    return absent(error);
  }
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    return absent(error);
  }
}

function absent(error: unknown): undefined {
  if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
  throw error;
}
