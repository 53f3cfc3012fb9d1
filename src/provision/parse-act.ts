import type { Act } from './facts.ts';

const ACT =
  /^at=(\d{1,15}) act=([a-z-]+) from=([0-9a-f]{64}|-) to=([0-9a-f]{64}|-) by=(\S*) where=(\S*) why=(.*)$/;

/** Reads a line of the audit log; `null` for what recover.sh did not write. */
export function parseAct(line: string): Act | null {
  const [, at, act, from, to, by, where, why] = ACT.exec(line) ?? [];
  if (at === undefined || act === undefined || by === undefined || where === undefined) return null;
  return { at: Number(at), act, from: digestOf(from), to: digestOf(to), by, where, why: why ?? '' };
}

function digestOf(word: string | undefined): string | null {
  return word === undefined || word === '-' ? null : word;
}
