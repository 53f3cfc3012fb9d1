import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../model/host.ts';
import { pinnedKeys, type RuntimePaths } from './openssh-args.ts';

export interface RuntimeFolder extends RuntimePaths {
  readonly folder: string;
}

/** A private folder (0700) for one connection, with the pinned keys in it. */
export async function makeRuntimeFolder(host: Host): Promise<RuntimeFolder> {
  const base = runtimeBase(process.env['XDG_RUNTIME_DIR']);
  const folder = await mkdtemp(`${base}/mosaic-`).catch(() => mkdtemp('/tmp/mosaic-'));
  const at = (name: string) => join(folder, name);
  await writeFile(at('pinned'), pinnedKeys(host), { mode: 0o600 });
  return {
    folder,
    socket: at('s'),
    pinned: at('pinned'),
    offered: at('offered'),
    log: at('log'),
    jumpLog: at('jump'),
  };
}

/** ssh expands %, ~ and ${}, splits at spaces, and adds 17 characters to a socket's path, which has room for 107. */
export function runtimeBase(runtimeDir: string | undefined): string {
  return runtimeDir !== undefined && /^\/[A-Za-z0-9/._-]{1,60}$/.test(runtimeDir) ? runtimeDir : '/tmp';
}
