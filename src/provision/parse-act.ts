import type { Act } from './facts.ts';

const ACT =
  /^at=(\d{1,15}) act=([a-z-]+) from=([0-9a-f]{64}|-) to=([0-9a-f]{64}|-) by=(\S*) where=(\S*)(?: commit=([0-9a-f]{40,64}|-?) dirty=(yes|-?))? why=(.*)$/;

/** Reads a line of the audit log; `null` for what recover.sh did not write. */
export function parseAct(line: string): Act | null {
  const [, at, act, from, to, by, where, id, dirty, why] = ACT.exec(line) ?? [];
  if (at === undefined || act === undefined || by === undefined || where === undefined) return null;
  const commit = id === undefined || id.length < 40 ? null : { id, dirty: dirty === 'yes' };
  return { at: Number(at), act, from: digestOf(from), to: digestOf(to), by, where, commit, why: why ?? '' };
}

function digestOf(word: string | undefined): string | null {
  return word === undefined || word === '-' ? null : word;
}
