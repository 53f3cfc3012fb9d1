import type { MailState } from './mail.ts';
import type { SendOutcome } from './send-outcome.ts';

/** What can be found out of a text that was being typed. */
export interface Trace {
  /** Something is being typed to the agent right now. */
  readonly locked: boolean;
  /** Whether the conversation holds the mail; `null`: its runtime cannot tell. */
  readonly seen: boolean | null;
  /** The turn that it began, where the runtime tells. */
  readonly turn: number | null;
  /** `none`: it has no terminal. */
  readonly screen: 'idle' | 'busy' | 'waiting' | 'unknown' | 'none';
}

/** What becomes of a mail whose last state is `typing`. */
export type AfterTyping =
  | {
      readonly kind: 'becomes';
      readonly state: MailState;
      readonly why: string;
      readonly turn: number | null;
    }
  | { readonly kind: 'wait'; readonly why: string };

/** Milliseconds for which a transcript may lag behind a composer that is empty again. */
const TRANSCRIPT_LAG = 2000;

/** The same after an Enter that no turn was seen to follow. */
const SUBMITTED_LAG = 10_000;

/** What the word of `send` settles; `null`: it must be traced. */
export function afterSend({ outcome, why, turn }: SendOutcome): AfterTyping | null {
  switch (outcome) {
    case 'answered':
    case 'started':
      return turn === null ? becomes('injected', why) : becomes('started', '', turn);
    case 'held':
      return becomes('held', why);
    case 'failed':
      return becomes('held', `it could not be typed: ${why}`);
    case 'refused':
      return becomes('failed', why);
    case 'typed-not-submitted':
    case 'ambiguous':
      return null;
  }
}

/**
 * What the traces settle. `said`: the word of `send`, `null` where it ended without one. `missedMs`: for how long it has been missed, with
 * an empty composer; `isOver`: its time is over.
 */
export function afterTrace(
  said: SendOutcome | null,
  trace: Trace,
  missedMs: number,
  isOver: boolean,
): AfterTyping {
  if (trace.locked) return { kind: 'wait', why: 'something is being typed' };
  if (trace.seen === true)
    return trace.turn === null ? becomes('injected', '') : becomes('started', '', trace.turn);
  const told = said?.why ?? '';
  const isEmpty = trace.screen === 'idle' || trace.screen === 'none';
  if (isEmpty && trace.seen === null)
    return becomes('ambiguous', told || 'nobody can tell whether it arrived: its runtime has no seen.sh');
  if (isEmpty && said?.outcome === 'ambiguous')
    return missedMs < SUBMITTED_LAG ? { kind: 'wait', why: told } : becomes('ambiguous', told);
  if (isEmpty && missedMs >= TRANSCRIPT_LAG)
    return becomes('queued', 'it did not arrive, and is typed again');
  if (isOver)
    return becomes('ambiguous', told || 'its time was over before anybody could tell whether it arrived');
  return { kind: 'wait', why: told || 'it may stand in the composer, not submitted' };
}

function becomes(state: MailState, why: string, turn: number | null = null): AfterTyping {
  return { kind: 'becomes', state, why, turn };
}
