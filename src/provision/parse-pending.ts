import { type FlatRecord, integerOf } from '../model/record.ts';
import type { PendingFacts } from './facts.ts';

/** The head of a journal; its `undo` lines are for the host alone. */
export function parsePending(record: FlatRecord | null): PendingFacts | null {
  if (record === null) return null;
  const digest = (key: string) => (/^[0-9a-f]{64}$/.test(record[key] ?? '') ? (record[key] ?? null) : null);
  return {
    from: digest('from'),
    to: digest('to'),
    at: integerOf(record, 'at') ?? 0,
    deadline: integerOf(record, 'deadline') ?? 0,
    by: record['by'] ?? '',
    where: record['where'] ?? '',
    why: record['why'] ?? '',
    turn: record['turn'] ?? '-',
  };
}
