import { parseRecord } from './record.ts';

export const SEND_RESULTS = [
  'answered',
  'started',
  'typed-not-submitted',
  'held',
  'refused',
  'ambiguous',
  'failed',
] as const;

/**
 * `answered`: a turn began and ended; `started`: a turn began; `typed-not-submitted`: the text stands in its composer;
 * `held`: it is not at an empty composer, so nothing was typed; `refused`: it cannot arrive as it is; `ambiguous`: it may or may not have arrived, so it must not be sent again;
 * `failed`: it could not be typed.
 */
export type SendResult = (typeof SEND_RESULTS)[number];

export interface SendOutcome {
  readonly outcome: SendResult;
  readonly why: string;
  readonly turn: number | null;
  /** What the agent said, where it was waited for. */
  readonly answer: string | null;
}

/** `null`: no outcome was told. */
export function parseSend(output: string): SendOutcome | null {
  const end = output.indexOf('\n\n');
  const record = parseRecord(end < 0 ? output : output.slice(0, end));
  const outcome = SEND_RESULTS.find((known) => known === record['outcome']);
  if (outcome === undefined) return null;
  const turn = /^\d{1,9}$/.test(record['turn'] ?? '') ? Number(record['turn']) : null;
  const answer = outcome === 'answered' && end >= 0 ? output.slice(end + 2).replace(/\n$/, '') : null;
  return { outcome, why: record['why'] ?? '', turn, answer };
}
