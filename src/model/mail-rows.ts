import { isFinal, parseEntry } from './ledger.ts';
import type { LedgerEntry, Mail, MailState } from './mail.ts';
import { readMail } from './read-mail.ts';

/** One mail as a person sees it. Times are milliseconds since 1970, by the host's clock. */
export interface MailRow {
  readonly id: string;
  readonly host: string;
  readonly agent: string;
  /** In words: `operator ann`, `agent mos`, `ann (discord 123)`; `null`: its file is gone. */
  readonly from: string | null;
  readonly state: MailState;
  readonly why: string;
  /** When it was written, and since when it is in this state. */
  readonly at: number | null;
  readonly since: number | null;
  readonly turn: number | null;
}

/** What mail.sh told of one host. */
export interface HostMail {
  readonly now: number;
  /** In systemd's words: load state and active state. */
  readonly courier: string;
  /** By agent, oldest first. */
  readonly rows: readonly MailRow[];
}

/** `null`: the output was cut off, and tells nothing. */
export function parseMail(host: string, output: string): HostMail | null {
  const lines = output.split('\n').filter((line) => line !== '');
  if (lines.at(-1) !== 'end') return null;
  const [now, courier] = ['now ', 'courier '].map((tag) => restOf(lines, tag));
  const starts = lines.flatMap((line, index) => (line.startsWith('agent ') ? [index] : []));
  const rows = starts.flatMap((start, index) => {
    const block = lines.slice(start + 1, starts[index + 1] ?? -1);
    return agentRows(host, (lines[start] ?? '').slice('agent '.length), block);
  });
  return { now: Number(now) * 1000, courier: (courier ?? '').trim(), rows };
}

function restOf(lines: readonly string[], tag: string): string | undefined {
  return lines.find((line) => line.startsWith(tag))?.slice(tag.length);
}

function agentRows(host: string, agent: string, block: readonly string[]): readonly MailRow[] {
  const mails = new Map(
    block.flatMap((line) => (/^(new|cur) /.test(line) ? mailIn(agent, line.slice(4)) : [])),
  );
  const entries = block.flatMap((line) => (line.startsWith('ledger ') ? entryIn(line.slice(7)) : []));
  const [first, last] = [new Map<string, LedgerEntry>(), new Map<string, LedgerEntry>()];
  for (const entry of entries) {
    if (!first.has(entry.id)) first.set(entry.id, entry);
    last.set(entry.id, entry);
  }
  const ids = [...new Set([...last.keys(), ...mails.keys()])];
  const rows = ids.map((id) => row(host, agent, id, mails.get(id), first.get(id), last.get(id)));
  return rows.sort((a, b) => (a.at ?? 0) - (b.at ?? 0) || (a.id < b.id ? -1 : 1));
}

function row(
  host: string,
  agent: string,
  id: string,
  mail: Mail | undefined,
  first: LedgerEntry | undefined,
  last: LedgerEntry | undefined,
): MailRow {
  return {
    id,
    host,
    agent,
    from: mail === undefined ? null : senderText(mail.from),
    state: last?.state ?? 'queued',
    why: last?.why ?? 'its courier has not taken it up',
    at: mail?.at ?? first?.at ?? null,
    since: last?.at ?? mail?.at ?? null,
    turn: last?.turn ?? null,
  };
}

function senderText(from: Mail['from']): string {
  return from.kind === 'chat' ? `${from.name} (${from.connector} ${from.user})` : `${from.kind} ${from.name}`;
}

function mailIn(agent: string, text: string): readonly (readonly [string, Mail])[] {
  const read = readMail(/"id":"([0-9a-f]{32})"/.exec(text)?.[1] ?? '', agent, text);
  return read.ok ? [[read.mail.id, read.mail]] : [];
}

function entryIn(line: string): readonly LedgerEntry[] {
  const entry = parseEntry(line);
  return entry === null ? [] : [entry];
}

/** Milliseconds for which a mail that is over is still of interest. */
const RECENT = 24 * 3600 * 1000;

/** Whether a person wants to see it: it is not over, or was a day ago. */
export function isRecent({ state, since }: MailRow, now: number): boolean {
  return !isFinal(state) || since === null || now - since < RECENT;
}
