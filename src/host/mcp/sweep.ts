import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChatFolder } from './chat-folder.ts';

const DAY_MS = 86_400_000;

/** Removes what nobody waits for any more: results that came late, and copies of files that were sent. */
export async function sweep({ results, files }: ChatFolder): Promise<void> {
  const left = [
    ...(await readdir(results)).map((name) => join(results, name)),
    ...(await readdir(files)).filter((name) => name.startsWith('out-')).map((name) => join(files, name)),
  ];
  for (const path of left) {
    const found = await stat(path).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > DAY_MS)
      await rm(path, { recursive: true, force: true });
  }
}
