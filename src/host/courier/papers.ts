import type { LedgerFile } from './ledger-file.ts';
import type { Folders } from './mail-box.ts';

/** What a desk keeps between its rounds. */
export interface Papers {
  readonly folders: Folders;
  readonly ledger: LedgerFile;
  /** Since when a mail that was typed is missed, by id. */
  readonly missedSince: Map<string, number>;
  /** The last look at a screen for a mail that waits, and what the hooks said then. */
  look: { readonly at: number; readonly hook: string; readonly tries: number } | null;
  /** When old mails were last forgotten. */
  swept: number;
}
