import { readFile, readlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '../model/bundle.ts';
import { hostPaths } from '../model/host-paths.ts';
import type { HostTools } from '../model/host-tools.ts';

/** The host that a program of ours runs on, as it is told of it. */
export interface Here extends HostTools {
  /** Absolute: the fleet's root, and its state. */
  readonly root: string;
  readonly state: string;
}

/** Reads the `HostTools` at a path below `root`: the first two arguments of each program. */
export async function readHere(root: string, tools: string): Promise<Here> {
  const told = JSON.parse(await readFile(join(root, tools), 'utf8')) as HostTools;
  return { ...told, root, state: join(homedir(), hostPaths.state(told.fleet)) };
}

/** What is deployed on this host now; `null`: nothing. */
export async function readManifest(here: Here): Promise<Manifest | null> {
  const text = await readFile(join(here.root, 'current/manifest.json'), 'utf8').catch(absent);
  return text === null ? null : (JSON.parse(text) as Manifest);
}

/** The same, read anew only when another release became current. */
export function manifestReader(here: Here): () => Promise<Manifest | null> {
  let [release, manifest]: [string | null, Manifest | null] = [null, null];
  return async () => {
    const current = await readlink(join(here.root, 'current')).catch(absent);
    if (current !== release)
      [release, manifest] = [current, current === null ? null : await readManifest(here)];
    return manifest;
  };
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
