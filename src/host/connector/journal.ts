import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path/posix';
import { entriesOf } from './compact.ts';
import { applyEntry, emptyState, type State } from './fold.ts';
import type { Entry } from './state.ts';

/** Above this the journal is written anew, with only what still matters. */
const LARGE = 8 * 1024 * 1024;

/** A journal of lines of JSON, each an array of entries; what `append` returned from is on the disk. Throws where the disk does not take it. */
export class Journal {
  readonly state: State = emptyState();
  readonly #folder: string;
  readonly #now: () => number;
  #file = -1;
  #size = 0;
  #large = LARGE;

  constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#now = now;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#file = openSync(this.#path, 'a+', 0o600);
    const bytes = readFileSync(this.#path);
    // A line that a power cut left half was never answered for.
    const whole = bytes.lastIndexOf(0x0a) + 1;
    if (whole < bytes.length) ftruncateSync(this.#file, whole);
    this.#size = whole;
    for (const line of bytes.subarray(0, whole).toString('utf8').split('\n')) {
      if (line !== '') for (const entry of entriesIn(line)) applyEntry(this.state, entry);
    }
    this.#shrink();
  }

  get #path(): string {
    return join(this.#folder, 'journal.jsonl');
  }

  /** All of them are written, or none. */
  append(...entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const line = Buffer.from(`${JSON.stringify(entries)}\n`);
    this.#write(line);
    for (const entry of entries) applyEntry(this.state, entry);
    this.#shrink();
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(line: Buffer): void {
    try {
      writeAll(this.#file, line);
      fdatasyncSync(this.#file);
    } catch (error) {
      // A full disk takes half a line: what is written after it must begin a line of its own.
      ftruncateSync(this.#file, this.#size);
      throw error;
    }
    this.#size += line.length;
  }

  #shrink(): void {
    if (this.#size <= this.#large) return;
    const lines = entriesOf(this.state, this.#now()).map((entry) => `${JSON.stringify([entry])}\n`);
    const fresh = openSync(`${this.#path}.new`, 'w', 0o600);
    const bytes = Buffer.from(lines.join(''));
    writeAll(fresh, bytes);
    fsyncSync(fresh);
    closeSync(fresh);
    renameSync(`${this.#path}.new`, this.#path);
    syncFolder(this.#folder);
    closeSync(this.#file);
    this.#file = openSync(this.#path, 'a+', 0o600);
    this.#size = bytes.length;
    this.#large = Math.max(LARGE, 2 * bytes.length);
  }
}

function entriesIn(line: string): readonly Entry[] {
  try {
    return JSON.parse(line) as readonly Entry[];
  } catch {
    // Bytes that the disk lost: the lines around them still count.
    return [];
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}
