import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Ledger, ledgerLine, parseLedger, remembered } from '../../model/ledger.ts';
import type { LedgerEntry } from '../../model/mail.ts';
import { syncFolder } from '../write-durably.ts';

/** Lines, besides those that count, after which the file is written anew. */
const SPARE_LINES = 1000;

/** The ledger of one agent, which one process alone writes. */
export class LedgerFile {
  readonly path: string;
  readonly #beforeWrite: (what: string) => void;
  #handle: FileHandle;
  #size: number;
  #lines: number;
  #entries: Map<string, LedgerEntry>;

  private constructor(
    path: string,
    beforeWrite: (what: string) => void,
    handle: FileHandle,
    size: number,
    lines: number,
    entries: Map<string, LedgerEntry>,
  ) {
    this.path = path;
    this.#beforeWrite = beforeWrite;
    this.#handle = handle;
    this.#size = size;
    this.#lines = lines;
    this.#entries = entries;
  }

  /** Opens it, or begins one. `beforeWrite` is called before each change of the disk. Rejects with the system's error. */
  static async open(path: string, beforeWrite: (what: string) => void): Promise<LedgerFile> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const handle = await open(path, 'a+', 0o600).then(async (made) => {
      await made.close();
      return open(path, 'r+');
    });
    await syncFolder(dirname(path));
    const text = await readFile(path, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const size = Buffer.byteLength(whole);
    const lines = whole.split('\n').length - 1;
    return new LedgerFile(path, beforeWrite, handle, size, lines, new Map(parseLedger(whole)));
  }

  get entries(): Ledger {
    return this.#entries;
  }

  /** When it resolves, the entries are on the disk, all of them; when it rejects, none counts. */
  async append(entries: readonly LedgerEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const bytes = Buffer.from(entries.map(ledgerLine).join(''));
    this.#beforeWrite(`ledger ${entries.map(({ state }) => state).join(' ')}`);
    // What an earlier write left behind its end, it did not confirm.
    await this.#handle.truncate(this.#size);
    const { bytesWritten } = await this.#handle.write(bytes, 0, bytes.length, this.#size);
    if (bytesWritten < bytes.length) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    await this.#handle.datasync();
    this.#size += bytes.length;
    this.#lines += entries.length;
    for (const entry of entries) this.#entries.set(entry.id, entry);
  }

  /** Forgets what is over and old, if enough of it is there, and says which ids that were. */
  async compact(now: number): Promise<readonly string[]> {
    const kept = remembered(this.#entries, now);
    const hasOld = kept.length < this.#entries.size;
    if (!hasOld && this.#lines <= 2 * kept.length + SPARE_LINES) return [];
    const text = kept.map(ledgerLine).join('');
    const fresh = `${this.path}.new`;
    this.#beforeWrite('ledger anew');
    const handle = await open(fresh, 'w+', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
      this.#beforeWrite('ledger in place');
      await rename(fresh, this.path);
    } catch (error) {
      await handle.close();
      throw error;
    }
    await this.#handle.close();
    this.#handle = handle;
    await syncFolder(dirname(this.path));
    const forgotten = [...this.#entries.keys()].filter((id) => !kept.some((entry) => entry.id === id));
    this.#size = Buffer.byteLength(text);
    this.#lines = kept.length;
    this.#entries = new Map(kept.map((entry) => [entry.id, entry]));
    return forgotten;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
