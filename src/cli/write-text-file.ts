import { mkdir, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes a text file by rename, with the folders above it: a reader sees the old text or the new one. Links and modes stay. */
export async function writeTextFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const target = await realpath(path).catch(() => path);
  const mode = await stat(target).then(
    (found) => found.mode & 0o777,
    () => 0o644,
  );
  const fresh = join(dirname(target), `.${process.pid}.new`);
  await writeFile(fresh, text, { mode });
  await rename(fresh, target);
}
