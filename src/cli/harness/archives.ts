import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { LockedPackage } from '../../model/harness-lock.ts';
import { type Fault, hostError } from '../../provision/fault.ts';
import type { HarnessArchive } from '../../provision/harness-store.ts';
import { runNpm } from './npm.ts';

/** Where archives are kept, each by its own sha512: `~/.cache/mosaic/harness`. */
export function archiveFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base?.startsWith('/') === true ? base : join(homedir(), '.cache'), 'mosaic', 'harness');
}

/**
 * The archives of packages, in their order: those that are here, and the others by npm. Each is compared with its lock before it is
 * used; one that does not fit is thrown away. Rejects with a HostError.
 */
export async function fetchArchives(packages: readonly LockedPackage[]): Promise<readonly HarnessArchive[]> {
  const folder = archiveFolder();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const missing: LockedPackage[] = [];
  for (const one of packages) if (!(await isHere(folder, one))) missing.push(one);
  if (missing.length > 0) await download(folder, missing);
  return await Promise.all(packages.map((one) => archiveAt(pathOf(folder, one.integrity))));
}

async function isHere(folder: string, { integrity }: LockedPackage): Promise<boolean> {
  const path = pathOf(folder, integrity);
  const have = await integrityOf(path).catch(() => null);
  if (have !== null && have !== integrity) await rm(path, { force: true });
  return have === integrity;
}

function pathOf(folder: string, integrity: string): string {
  return join(folder, `${Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex')}.tgz`);
}

async function integrityOf(path: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return `sha512-${hash.digest('base64')}`;
}

/** Lets npm fetch, which knows the user's registry, proxy and credentials; what came is known by its bytes alone. */
async function download(folder: string, packages: readonly LockedPackage[]): Promise<void> {
  await sweep(folder);
  const work = await mkdtemp(join(folder, `${FETCH}${process.pid}-`));
  try {
    const specs = [...new Set(packages.map(({ name, version }) => `${name}@${version}`))];
    const done = await runNpm(work, ['pack', ...specs]);
    if (!done.ok) throw faultError(done, specs);
    for (const file of await readdir(work)) {
      const path = join(work, file);
      await rename(path, pathOf(folder, await integrityOf(path)));
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const other: string[] = [];
  for (const one of packages) if (!(await isHere(folder, one))) other.push(`${one.name}@${one.version}`);
  if (other.length === 0) return;
  const message = `the registry gives other bytes than harness.lock says, of ${other.join(', ')}`;
  throw hostError(message, 'npm config get registry');
}

const FETCH = '.fetch-';

/** Takes away what was being fetched when somebody ended it. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(new RegExp(`^\\${FETCH}(\\d+)-`).exec(name)?.[1] ?? process.pid);
    if (!isRunning(pid)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function faultError({ why, next }: Fault, specs: readonly string[]): Error {
  return hostError(`${why}, fetching ${specs.slice(0, 3).join(', ')}${specs.length > 3 ? ', …' : ''}`, next);
}

async function archiveAt(path: string): Promise<HarnessArchive> {
  const { size } = await stat(path);
  const file = await open(path);
  try {
    // The last word of gzip: how long what it holds is.
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, Math.max(0, size - 4));
    return {
      size,
      unpacked: buffer.readUInt32LE(0),
      read: () => createReadStream(path, { highWaterMark: 1 << 18 }),
    };
  } finally {
    await file.close();
  }
}
