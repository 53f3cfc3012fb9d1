import { constants, copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { ChatFolder } from './chat-folder.ts';

/** More than any chat takes; so that a mistake does not fill the disk. Bytes. */
const MAX_BYTES = 100_000_000;

export interface CarriedFiles {
  /** Absolute paths of the copies. */
  readonly paths: readonly string[];
  readonly remove: () => Promise<void>;
}

/**
 * Copies files to where the connector may read them: the agent's `/tmp` is its own, and what lies in its workdir may change before it
 * is sent. Relative paths begin in the working directory. Rejects with an Error in words.
 */
export async function carryFiles(
  { files }: ChatFolder,
  id: string,
  paths: readonly string[],
): Promise<CarriedFiles> {
  const folder = join(files, `out-${id}`);
  const remove = () => rm(folder, { recursive: true, force: true });
  const copies: string[] = [];
  try {
    for (const [index, path] of paths.entries()) copies.push(await carry(path, join(folder, String(index))));
  } catch (error) {
    await remove();
    throw error;
  }
  return { paths: copies, remove };
}

async function carry(written: string, folder: string): Promise<string> {
  const path = resolve(written);
  const found = await stat(path).catch(() => null);
  if (found === null) throw new Error(`there is no file ${path}`);
  if (!found.isFile()) throw new Error(`${path} is not a plain file`);
  if (found.size > MAX_BYTES) throw new Error(`${path} has ${found.size} bytes: no chat takes that`);
  const copy = join(folder, basename(path));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await copyFile(path, copy, constants.COPYFILE_EXCL).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path} cannot be read: ${error.code ?? error.message}`);
  });
  return copy;
}
