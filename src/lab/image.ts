import { chmod, mkdtemp, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { executeOrThrow } from './command.ts';
import { labError } from './lab-error.ts';
import { withLock } from './lock.ts';
import { listMounts, removeTree } from './mounts.ts';
import { debootstrapArgv, finishCommand, recipeDigest, type Suite, suiteNames } from './recipe.ts';

export type Log = (line: string) => void;

/** Where images are kept; `MOSAIC_LAB_CACHE` moves it. */
export function cacheFolder(): string {
  return process.env['MOSAIC_LAB_CACHE'] ?? '/var/cache/mosaic-lab';
}

/**
 * Gives the folder of a suite's image: the read-only lower layer of every host. Builds it when it is not there
 * (about a minute, needs the Debian mirror). Several processes may call this at the same time.
 */
export async function ensureImage(suite: Suite, log: Log = () => {}): Promise<string> {
  const folder = join(cacheFolder(), `${suite}-${recipeDigest(suite)}`);
  if (await exists(folder)) return folder;
  return withLock(join(cacheFolder(), `${suite}.lock`), async () => {
    if (!(await exists(folder))) await buildImage(suite, folder, log);
    return folder;
  });
}

async function buildImage(suite: Suite, folder: string, log: Log): Promise<void> {
  await removePartials(suite);
  // Never the same folder twice: a debootstrap whose parent was killed may still be writing into the old one.
  const partial = await mkdtemp(join(cacheFolder(), `${suite}.partial-`));
  await chmod(partial, 0o755);
  log(`building the image of ${suiteNames[suite]} (once, about a minute)`);
  try {
    // In a mount name space of its own, what debootstrap mounts is gone with it, even when it is killed.
    await executeOrThrow(['unshare', '--mount', ...debootstrapArgv(suite, partial)]);
    const { argv, stdin } = finishCommand(partial);
    await executeOrThrow(argv, { stdin });
  } catch (error) {
    await removeTree(partial);
    throw labError(
      `cannot build the image of ${suiteNames[suite]}, which needs a Debian mirror; nothing of it is kept\n${(error as Error).message}`,
      'apt-get update, to see whether the mirror answers; then the same command again',
      error,
    );
  }
  await rename(partial, folder);
  await removeOldImages(suite, folder);
}

async function removePartials(suite: Suite): Promise<void> {
  const names = (await readdir(cacheFolder())).filter((name) => name.startsWith(`${suite}.partial`));
  for (const name of names) await removeTree(join(cacheFolder(), name));
}

/** Images of older recipes go, except those that a running lab still stands on. */
async function removeOldImages(suite: Suite, keep: string): Promise<void> {
  const mounts = await listMounts();
  for (const name of await readdir(cacheFolder())) {
    const folder = join(cacheFolder(), name);
    const used = mounts.some((mount) => mount.options.includes(`lowerdir=${folder},`));
    if (name.startsWith(`${suite}-`) && folder !== keep && !used) await removeTree(folder);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
