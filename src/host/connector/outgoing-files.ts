import {
  closeSync,
  constants,
  createReadStream,
  createWriteStream,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join, sep } from 'node:path/posix';
import { pipeline } from 'node:stream/promises';

const PLAIN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface OutgoingRules {
  /** Folders that files may come from. */
  readonly roots: readonly string[];
  readonly maxBytes: number;
  /** Values that must not be in a file. */
  readonly secrets: readonly string[];
}

export type OutgoingFile =
  | { readonly ok: true; readonly name: string; readonly path: string }
  | { readonly ok: false; readonly why: string };

/** Copies a file that an agent names to `copy`, so that what is sent is what was looked at. */
export async function copyOut(path: string, copy: string, rules: OutgoingRules): Promise<OutgoingFile> {
  const opened = openInside(path, rules.roots);
  if (typeof opened === 'string') return { ok: false, why: opened };
  try {
    const found = fstatSync(opened);
    if (!found.isFile()) return { ok: false, why: 'it is not a plain file' };
    if (found.size > rules.maxBytes)
      return { ok: false, why: `it has ${found.size} bytes; ${rules.maxBytes} can be sent` };
    mkdirSync(dirname(copy), { recursive: true, mode: 0o700 });
    const from = createReadStream('', {
      fd: opened,
      autoClose: false,
      start: 0,
      end: Math.max(0, rules.maxBytes - 1),
    });
    await pipeline(from, createWriteStream(copy, { mode: 0o600, flush: true }));
    if (holdsSecret(copy, rules.secrets)) {
      rmSync(copy, { force: true });
      return { ok: false, why: 'it holds a secret of this connector' };
    }
    return { ok: true, name: basename(path), path: copy };
  } catch (error) {
    rmSync(copy, { force: true });
    return { ok: false, why: `it cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'error'}` };
  } finally {
    closeSync(opened);
  }
}

/** A descriptor of a file that lies in one of the folders, whatever links its path goes over; or why there is none. */
function openInside(path: string, roots: readonly string[]): number | string {
  if (!path.startsWith('/') || path.includes('\0')) return 'its path is not absolute';
  let file: number;
  try {
    const real = realpathSync(path);
    if (!roots.some((root) => isBelow(real, root)))
      return 'it lies outside of your folder of this chat’s files';
    file = openSync(real, PLAIN);
  } catch (error) {
    return `it cannot be opened: ${(error as NodeJS.ErrnoException).code ?? 'error'}`;
  }
  // Between the look and the opening a folder may have become a link.
  const is = readlinkSync(`/proc/self/fd/${file}`);
  if (roots.some((root) => isBelow(is, root))) return file;
  closeSync(file);
  return 'it lies outside of your folder of this chat’s files';
}

function isBelow(path: string, root: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

function holdsSecret(path: string, secrets: readonly string[]): boolean {
  const bytes = readFileSync(path);
  return secrets.some((secret) => secret.length >= 6 && bytes.includes(secret));
}

/**
 * Where an agent's files may come from: its folder of that chat alone. We see more than its sandbox does, also below its workdir. A folder that
 * is a link to elsewhere is none.
 */
export function outgoingRoots(agentFolder: string, parts: readonly string[]): readonly string[] {
  const [files, own] = [realPath(join(agentFolder, ...parts)), realPath(agentFolder)];
  return files !== null && own !== null && files === join(own, ...parts) ? [files] : [];
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
