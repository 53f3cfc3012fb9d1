import type { LedgerEntry, MailState } from './mail.ts';

/** What a ledger says: the last line of each id, in the order in which the ids first came. */
export type Ledger = ReadonlyMap<string, LedgerEntry>;

const STATES: readonly MailState[] = [
  'queued',
  'held',
  'typing',
  'injected',
  'started',
  'answered',
  'expired',
  'failed',
  'ambiguous',
];

const FINAL: readonly MailState[] = ['answered', 'expired', 'failed', 'ambiguous'];

/** Whether nothing more becomes of a mail. */
export function isFinal(state: MailState): boolean {
  return FINAL.includes(state);
}

/** Reads `ledger/<agent>.jsonl`. A last line without its line feed was never confirmed and does not count; nor does what is no entry. */
export function parseLedger(text: string): Ledger {
  const ledger = new Map<string, LedgerEntry>();
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    const entry = parseEntry(line);
    if (entry !== null) ledger.set(entry.id, entry);
  }
  return ledger;
}

export function ledgerLine({ id, key, at, state, why, turn, conversation }: LedgerEntry): string {
  return `${JSON.stringify({ id, key, at, state, why, turn, conversation })}\n`;
}

/** Milliseconds for which a mail that is over is remembered: so long its key keeps another one of it away. */
const REMEMBERED = 7 * 24 * 3600 * 1000;

/** The entries that are still of use. */
export function remembered(ledger: Ledger, now: number): readonly LedgerEntry[] {
  return [...ledger.values()].filter((entry) => !isFinal(entry.state) || now - entry.at < REMEMBERED);
}

/** One line, without its line feed; `null`: it is no entry. */
export function parseEntry(line: string): LedgerEntry | null {
  try {
    const value = JSON.parse(line) as Partial<LedgerEntry> | null;
    return isEntry(value) ? value : null;
  } catch {
    return null;
  }
}

function isEntry(value: Partial<LedgerEntry> | null): value is LedgerEntry {
  return (
    typeof value?.id === 'string' &&
    typeof value.key === 'string' &&
    typeof value.at === 'number' &&
    typeof value.why === 'string' &&
    STATES.some((state) => state === value.state) &&
    (value.turn === null || typeof value.turn === 'number') &&
    (value.conversation === null || typeof value.conversation === 'string')
  );
}
