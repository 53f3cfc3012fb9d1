import { join } from 'node:path';
import { NAME } from '../model/names.ts';
import { fail, type Problem, type Result, succeed } from '../model/problem.ts';
import type { Runtime } from '../model/runtime.ts';
import { readRuntime } from '../model/runtime-file.ts';
import { type Folder, readFolder } from './read-folder.ts';
import { shown } from './shown-path.ts';

/** `mixed`: a shipped runtime, some files of which are the fleet directory's own. */
export interface RuntimeOrigin {
  readonly runtime: Runtime;
  readonly from: 'shipped' | 'own' | 'mixed';
}

/** Reads the runtimes below two template roots; file by file, the fleet directory's own one counts. */
export async function loadRuntimes(
  shippedRoot: string,
  ownRoot: string,
): Promise<Result<readonly RuntimeOrigin[]>> {
  const shipped = readFolder(join(shippedRoot, 'runtimes'));
  const own = readFolder(join(ownRoot, 'runtimes'));
  const names = [...new Set([...shipped.folders, ...own.folders])].sort();
  const loaded = await Promise.all(names.map((name) => loadRuntime(name, shippedRoot, ownRoot)));
  const problems = loaded.flatMap((result) => (result.ok ? [] : result.problems));
  if (problems.length > 0) return fail(problems);
  return succeed(loaded.flatMap((result) => (result.ok ? [result.value] : [])));
}

async function loadRuntime(
  name: string,
  shippedRoot: string,
  ownRoot: string,
): Promise<Result<RuntimeOrigin>> {
  const shipped = readFolder(join(shippedRoot, 'runtimes', name));
  const own = readFolder(join(ownRoot, 'runtimes', name));
  const faults = [...misnamed(name), ...own.problems, ...nested(name, own), ...nested(name, shipped)];
  const { 'runtime.yaml': text, 'README.md': _, ...files } = { ...shipped.texts, ...own.texts };
  const root = Object.hasOwn(own.texts, 'runtime.yaml') ? ownRoot : shippedRoot;
  const path = shown(root, 'runtimes', name, 'runtime.yaml');
  if (text === undefined) return fail([...faults, withoutFile(name)]);
  const read = readRuntime(name, path, text, files);
  const problems = [...faults, ...(read.ok ? [] : read.problems)];
  if (!read.ok || problems.length > 0) return fail(problems);
  return succeed({ runtime: read.value, from: originOf(shipped, own) });
}

function originOf(shipped: Folder, own: Folder): RuntimeOrigin['from'] {
  if (Object.keys(own.texts).length === 0) return 'shipped';
  return Object.keys(shipped.texts).length === 0 ? 'own' : 'mixed';
}

function withoutFile(name: string): Problem {
  const hint = 'copy that of another runtime; mosaic fleet runtimes lists them';
  return { severity: 'error', message: `templates/runtimes/${name} has no runtime.yaml`, hint };
}

function misnamed(name: string): Problem[] {
  if (NAME.test(name)) return [];
  const hint = 'small letters, digits and hyphens, beginning with a letter, at most 63 characters';
  return [{ severity: 'error', message: `templates/runtimes/${name}: not a name of a runtime`, hint }];
}

// On a host each file lies by its digest, so nothing could find a neighbour by its folder.
function nested(name: string, { folders }: Folder): Problem[] {
  return folders.map((folder) => ({
    severity: 'error',
    message: `templates/runtimes/${name}/${folder} is a folder`,
    hint: 'put its files beside runtime.yaml',
  }));
}
