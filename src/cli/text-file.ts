import { readFileSync, statSync } from 'node:fs';

const MAX_BYTES = 4_000_000;
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export type TextFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'faulty'; readonly why: string };

/**
 * Reads a file of the user's as UTF-8; what is no readable text file is an answer, not an error. At once: by way of promises
 * a small file takes ten times as long, and a command begins with a hundred of them.
 */
export function readTextFile(path: string): TextFile {
  try {
    const found = statSync(path);
    // A named pipe or a device would be waited for, or never end.
    if (!found.isFile()) return { kind: 'faulty', why: 'it is not a file' };
    if (found.size > MAX_BYTES) return { kind: 'faulty', why: `it is longer than ${MAX_BYTES} bytes` };
    const text = DECODER.decode(readFileSync(path));
    return { kind: 'text', text };
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): TextFile {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'absent' };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'faulty', why: 'no permission to read it' };
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return { kind: 'faulty', why: 'it is not UTF-8 text' };
    default:
      throw error;
  }
}
