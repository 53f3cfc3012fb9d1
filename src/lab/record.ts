import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labError } from './lab-error.ts';
import type { Owner } from './owner.ts';
import type { Suite } from './recipe.ts';

/** One staging host, as data: enough for any process to reach it, drive it and remove it. */
export interface LabHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Pinned key, `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  /** Private key file of the operator. */
  readonly identity: string;
  readonly suite: Suite;
  readonly sudo: boolean;
  readonly lab: string;
  /** Short name that the kernel's interface names have room for. */
  readonly machine: string;
  readonly bridge: string;
}

/** Written when the lab is made. What changes later, such as which hosts run, is read from the kernel. */
export interface Lab {
  readonly id: string;
  /** Third part of its addresses: 10.213.N.0/24. */
  readonly number: number;
  readonly bridge: string;
  /** The process that the lab ends with; null: kept until `mosaic lab down`. */
  readonly owner: Owner | null;
  readonly hosts: readonly LabHost[];
}

/** The user's number on every host. */
export const userId = 1000;

export const registryFolder = '/run/mosaic-lab';
export const diskFolder = '/var/lib/mosaic-lab';
/** Held while a number is chosen and while crashed labs are removed. */
export const registryLock = join(registryFolder, 'lock');

export function stateFolder(id: string): string {
  return join(registryFolder, id);
}

/** A host's own layer and its mounted root; not on a tmpfs, where overlayfs and memory would suffer. */
export function hostFolder(host: { readonly lab: string; readonly name: string }): string {
  return join(diskFolder, host.lab, host.name);
}

export function rootFolder(host: { readonly lab: string; readonly name: string }): string {
  return join(hostFolder(host), 'root');
}

export function consoleFile(host: { readonly lab: string; readonly name: string }): string {
  return join(stateFolder(host.lab), `${host.name}.console`);
}

/** Null when there is no such lab. */
export async function readLab(id: string): Promise<Lab | null> {
  try {
    return JSON.parse(await readFile(join(stateFolder(id), 'lab.json'), 'utf8')) as Lab;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

export async function writeLab(lab: Lab): Promise<void> {
  const file = join(stateFolder(lab.id), 'lab.json');
  await writeFile(`${file}.new`, `${JSON.stringify(lab, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/** All labs of this machine, by id. */
export async function listLabs(): Promise<readonly Lab[]> {
  const labs = await Promise.all((await foldersIn(registryFolder)).map(readLab));
  return labs.filter((lab) => lab !== null);
}

/** Names of the folders in `folder`, sorted; none when it is not there. */
export async function foldersIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The host of that name, or an error that names the ones there are. */
export function hostOf(lab: Lab, name: string): LabHost {
  const host = lab.hosts.find((one) => one.name === name);
  if (host) return host;
  const known = lab.hosts.map((one) => one.name).join(', ');
  throw labError(`the lab ${lab.id} has no host "${name}"; it has ${known}`, 'mosaic lab list');
}
