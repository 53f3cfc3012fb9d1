import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path/posix';

// A pipe in the place of a file must not hold us up.
const PLAIN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The text of a plain file of at most `most` bytes; `null`: there is none, or it is something else. */
export function readSmallFile(path: string, most: number): string | null {
  let file: number;
  try {
    file = openSync(path, PLAIN);
  } catch {
    return null;
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.size > most) return null;
    const bytes = Buffer.alloc(found.size);
    const size = readSync(file, bytes, 0, bytes.length, 0);
    return bytes.subarray(0, size).toString('utf8');
  } finally {
    closeSync(file);
  }
}

/** Writes a whole file or none, through the disk. `beside` is where it is made, on the same file system. Throws what the system says. */
export function writeWhole(path: string, text: string, beside: string = `${path}.new`): void {
  rmSync(beside, { force: true });
  const file = openSync(beside, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
