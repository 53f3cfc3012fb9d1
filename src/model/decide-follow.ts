import type { LedgerEntry } from './mail.ts';

/** What is to be done for a mail that arrived. */
export type AfterTurn =
  | { readonly kind: 'wait' }
  /** Its turn has ended: read that turn's answer. */
  | { readonly kind: 'answer'; readonly turn: number }
  /** Which turn it began is not known: ask the runtime. */
  | { readonly kind: 'trace' }
  | { readonly kind: 'fail'; readonly why: string };

/** What the agent's hooks said last; `state` is empty from a launch to the first word. */
export interface HookWord {
  readonly state: string;
  readonly turn: number | null;
}

/** Milliseconds after which a mail must be in the transcript. */
const SETTLED = 2000;

/** `entry` is `started` or `injected`. */
export function decideFollow(entry: LedgerEntry, word: HookWord, deployed: boolean, now: number): AfterTurn {
  if (!deployed) return { kind: 'fail', why: 'it arrived; its agent was removed before its turn ended' };
  const { turn } = entry;
  if (turn === null) return now - entry.at < SETTLED ? { kind: 'wait' } : { kind: 'trace' };
  const at = word.turn ?? 0;
  if (at === turn && word.state === 'auth-hold')
    return { kind: 'fail', why: 'it arrived, and its turn died: its agent must be logged in again' };
  const hasEnded = at > turn || (at === turn && word.state === 'idle');
  return hasEnded ? { kind: 'answer', turn } : { kind: 'wait' };
}

/** The same after a trace that did not tell its turn: what rests after it is the end of its turn, or of a later one. */
export function decideUntold(screen: string, word: HookWord): AfterTurn {
  if (screen === 'none') return { kind: 'fail', why: 'it arrived; its agent ended before its turn did' };
  if (screen !== 'idle') return { kind: 'wait' };
  if (word.state === 'idle' && word.turn !== null) return { kind: 'answer', turn: word.turn };
  return {
    kind: 'fail',
    why: 'it arrived, and its turn has ended; its hooks are silent, so its answer is not known',
  };
}
