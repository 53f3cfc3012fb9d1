import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BundleChange, BundleFolder } from './bundle-changes.ts';
import { type BundleEntry, LIST, listText, parseList } from './bundle-tree.ts';

/** Reads what a bundle's folder says of itself, and what really lies at the listed and the wanted paths. */
export async function readBundleFolder(out: string, want: readonly BundleEntry[]): Promise<BundleFolder> {
  const listed = parseList((await readIfThere(join(out, LIST)))?.toString('utf8') ?? '');
  const present = new Map<string, string | null>();
  for (const path of new Set([...listed.keys(), ...want.map((entry) => entry.path)])) {
    const digest = await digestOf(join(out, path));
    if (digest !== undefined) present.set(path, digest);
  }
  return { listed, present };
}

/**
 * Makes the folder what is wanted. The list grows first and shrinks last: whenever this is interrupted, it names every
 * file that was written.
 */
export async function writeBundleFolder(
  out: string,
  want: readonly BundleEntry[],
  changes: readonly BundleChange[],
  { listed }: BundleFolder,
): Promise<void> {
  const digests = new Map(want.map((entry) => [entry.path, entry.sha256]));
  await write(join(out, LIST), listText(new Map([...listed, ...digests])));
  const touched = new Set(changes.map(({ path }) => path));
  for (const entry of want) {
    if (touched.has(entry.path))
      await write(join(out, entry.path), entry.text, entry.executable ? 0o755 : 0o644);
  }
  for (const { path, kind } of changes) if (kind === 'gone') await remove(out, path);
  await write(join(out, LIST), listText(digests));
}

async function write(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  await writeFile(fresh, text, { mode });
  await rename(fresh, path);
}

async function remove(out: string, path: string): Promise<void> {
  await rm(join(out, path), { force: true });
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    const isEmpty = await rmdir(join(out, folder)).then(
      () => true,
      () => false,
    );
    if (!isEmpty) return;
  }
}

async function digestOf(path: string): Promise<string | null | undefined> {
  try {
    if (!(await lstat(path)).isFile()) return null;
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch (error) {
    return absent(error);
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch(absent);
}

function absent(error: unknown): undefined {
  if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
  throw error;
}
