import { chmod, mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes a file that only its owner reads, from its first byte on, by rename; folders that are missing are made as private. */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = join(dirname(path), `.${process.pid}.new`);
  const file = await open(fresh, 'w', 0o600);
  try {
    await chmod(fresh, 0o600);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}

export type PlainFile =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly mode: number }
  | { readonly kind: 'fault'; readonly why: string; readonly isAbsent: boolean };

/** Reads a plain file of at most `most` bytes. */
export async function readPlainFile(path: string, most: number): Promise<PlainFile> {
  try {
    const found = await stat(path);
    // A named pipe or a device would be waited for, or never end.
    if (!found.isFile()) return { kind: 'fault', why: 'it is not a file', isAbsent: false };
    if (found.size > most) return { kind: 'fault', why: `it is longer than ${most} bytes`, isAbsent: false };
    return { kind: 'bytes', bytes: await readFile(path), mode: found.mode & 0o777 };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return { kind: 'fault', why: 'it does not exist', isAbsent: true };
    }
    return {
      kind: 'fault',
      why: code === 'EACCES' ? 'no permission to read it' : String(code),
      isAbsent: false,
    };
  }
}
