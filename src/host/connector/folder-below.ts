import { closeSync, constants, mkdirSync, openSync } from 'node:fs';

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * Calls `use` with a path of a folder below `base` that stays that folder, whatever is renamed meanwhile. An agent may write there: a link
 * in the place of a part is refused. Folders that are missing are made. Throws what the system says.
 */
export function inFolder<T>(base: string, parts: readonly string[], use: (path: string) => T): T {
  let folder = openSync(base, FOLDER);
  try {
    for (const part of parts) {
      const next = openPart(folder, part);
      closeSync(folder);
      folder = next;
    }
    return use(`/proc/self/fd/${folder}`);
  } finally {
    closeSync(folder);
  }
}

function openPart(folder: number, part: string): number {
  const path = `/proc/self/fd/${folder}/${part}`;
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return openSync(path, FOLDER);
}
