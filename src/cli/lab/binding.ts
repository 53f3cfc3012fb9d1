import { createHash } from 'node:crypto';
import { chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { type Lab, readLab } from '../../lab/index.ts';
import { cliError } from '../cli-error.ts';

/** While this file is in a fleet directory, its fleet commands talk to the staging hosts in it. */
export function bindingFile(dir: string): string {
  return join(dir, '.mosaic', 'lab.yaml');
}

/** The same directory always has the same lab: `up` twice is `up` once. */
export function labId(dir: string): string {
  const word = basename(dir)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  const digest = createHash('sha256').update(dir).digest('hex').slice(0, 6);
  return `${word.slice(0, 20) || 'lab'}-${digest}`;
}

export function renderBinding(lab: Lab): string {
  const hosts = lab.hosts.map(({ name, address, port, user, hostKey, identity }) => [
    name,
    { address, port, user, hostKey, identity },
  ]);
  const head =
    '# Staging hosts. While this file is here, fleet commands talk to them; `mosaic lab down` removes it.\n';
  return head + stringify({ id: lab.id, hosts: Object.fromEntries(hosts) }, { lineWidth: 0 });
}

/** Binds the directory to the lab. With sudo, its owner shall be able to read what root made. */
export async function bind(dir: string, lab: Lab): Promise<void> {
  const file = bindingFile(dir);
  const owner = await stat(dir);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, renderBinding(lab));
  const identities = new Set(lab.hosts.map((host) => host.identity));
  for (const path of [dirname(file), file, ...identities]) await chown(path, owner.uid, owner.gid);
}

export async function unbind(dir: string): Promise<void> {
  await rm(bindingFile(dir), { force: true });
}

/** The id of the directory's lab, whether that lab is up or not; null when it is bound to none. */
export async function boundId(dir: string): Promise<string | null> {
  try {
    const content: unknown = parse(await readFile(bindingFile(dir), 'utf8'));
    return isBinding(content) ? content.id : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The directory's lab, or an error that says how to get one. */
export async function boundLab(dir: string): Promise<Lab> {
  const id = await boundId(dir);
  if (id === null) throw cliError({ message: `${dir} has no staging hosts`, next: 'mosaic lab up' });
  const lab = await readLab(id);
  if (lab) return lab;
  throw cliError({
    message: `the staging hosts of ${dir} (lab ${id}) are gone: this machine was restarted, or they were removed`,
    next: { again: 'mosaic lab up', real: 'mosaic lab down   (fleet commands talk to the real hosts again)' },
  });
}

function isBinding(content: unknown): content is { readonly id: string } {
  return typeof content === 'object' && content !== null && 'id' in content && typeof content.id === 'string';
}
