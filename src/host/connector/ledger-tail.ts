import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parseEntry } from '../../model/ledger.ts';
import type { LedgerEntry } from '../../model/mail.ts';

/** Bytes that one look takes. */
const MOST = 4 * 1024 * 1024;

/** Reads a ledger as it grows. It is read from its beginning after a start, and when it became another file. */
export class LedgerTail {
  readonly #path: string;
  #offset = 0;
  #file = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** What was written since the last call; nothing where there is no ledger yet. */
  read(): readonly LedgerEntry[] {
    const lines: string[] = [];
    for (;;) {
      const more = this.#more();
      if (more.length === 0) return lines.map(parseEntry).filter((entry) => entry !== null);
      lines.push(...more);
    }
  }

  #more(): readonly string[] {
    let file: number;
    try {
      file = openSync(this.#path, 'r');
    } catch {
      return [];
    }
    try {
      const { ino, size } = fstatSync(file);
      if (ino !== this.#file || size < this.#offset) this.#offset = 0;
      this.#file = ino;
      const bytes = Buffer.alloc(Math.min(MOST, size - this.#offset));
      const read = readSync(file, bytes, 0, bytes.length, this.#offset);
      const whole = bytes.subarray(0, read).lastIndexOf(0x0a) + 1;
      this.#offset += whole;
      return bytes
        .subarray(0, whole)
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '');
    } finally {
      closeSync(file);
    }
  }
}
