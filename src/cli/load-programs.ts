import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgramName } from '../model/host-programs.ts';
import { packageRoot } from './package-root.ts';

export type Programs = Readonly<Partial<Record<ProgramName, string>>>;

/** The texts of these host programs: as packed, or made from the sources, once for each state of those. */
export async function loadPrograms(names: readonly ProgramName[]): Promise<Programs> {
  if (names.length === 0) return {};
  const root = packageRoot();
  const read = import.meta.filename.endsWith('.ts') ? await madeFrom(root) : packed(root);
  const texts = await Promise.all(names.map(async (name) => [name, await read(name)] as const));
  return Object.fromEntries(texts);
}

type ReadProgram = (name: ProgramName) => Promise<string>;

function packed(root: string): ReadProgram {
  return (name) => readFile(join(root, 'dist/host', `${name}.mjs`), 'utf8');
}

async function madeFrom(root: string): Promise<ReadProgram> {
  const folder = join(root, 'node_modules/.cache/mosaic-host', await digestOfSources(root));
  return async (name) => {
    const path = join(folder, `${name}.mjs`);
    const made = await readFile(path, 'utf8').catch(() => null);
    if (made !== null) return made;
    const { bundleProgram } = await import('./bundle-program.ts');
    const { text } = await bundleProgram(root, name);
    await keep(path, text);
    return text;
  };
}

// Renamed: two commands at once may both make it, and both end well. A cache that cannot be written is no fault.
async function keep(path: string, text: string): Promise<void> {
  const fresh = `${path}.${process.pid}`;
  try {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(fresh, text);
    await rename(fresh, path);
  } catch {
    await rm(fresh, { force: true });
  }
}

/** Of all that a program can be made from: our files, the lock of the packages, and how it is made. */
async function digestOfSources(root: string): Promise<string> {
  const folders = await Promise.all(['src/model', 'src/host'].map((folder) => filesBelow(root, folder)));
  const paths = [...folders.flat(), 'package-lock.json', 'src/cli/bundle-program.ts'].sort();
  const texts = await Promise.all(paths.map((path) => readFile(join(root, path), 'utf8')));
  const hash = createHash('sha256');
  paths.forEach((path, index) => {
    hash.update(JSON.stringify([path, texts[index]]));
  });
  return hash.digest('hex').slice(0, 32);
}

async function filesBelow(root: string, folder: string): Promise<readonly string[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  return names.filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`);
}
