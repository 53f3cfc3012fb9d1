import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * The text of a small file that somebody else writes, or `null` where there is none. Never follows a link, never waits for a pipe,
 * never reads more than `maxBytes`: an agent may have put anything in its place.
 */
export async function readPlainFile(path: string, maxBytes: number): Promise<string | null> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes(error.code ?? '')) return null;
    throw error;
  });
  if (handle === null) return null;
  try {
    const found = await handle.stat();
    if (!found.isFile() || found.size > maxBytes) return null;
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
