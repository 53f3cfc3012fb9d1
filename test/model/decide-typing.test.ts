import { expect, test } from 'vitest';
import { decideFollow, decideUntold } from '../../src/model/decide-follow.ts';
import { afterSend, afterTrace, type Trace } from '../../src/model/decide-typing.ts';
import type { LedgerEntry } from '../../src/model/mail.ts';
import { SEND_RESULTS, type SendOutcome, type SendResult } from '../../src/model/send-outcome.ts';

function said(outcome: SendResult, why = 'so', turn: number | null = null): SendOutcome {
  return { outcome, why, turn, answer: null };
}

test.each<[SendResult, number | null, string | null]>([
  ['started', 4, 'started 4'],
  ['started', null, 'injected so'],
  ['answered', 4, 'started 4'],
  ['held', null, 'held so'],
  ['failed', null, 'held it could not be typed: so'],
  ['refused', null, 'failed so'],
  ['typed-not-submitted', null, null],
  ['ambiguous', null, null],
])('send says %s with turn %s: %s', (outcome, turn, becomes) => {
  const after = afterSend(said(outcome, 'so', turn));
  expect(after === null ? null : shown(after)).toBe(becomes);
});

function shown(after: ReturnType<typeof afterTrace>): string {
  if (after.kind === 'wait') return `wait: ${after.why}`;
  return `${after.state} ${after.why}${after.turn ?? ''}`.trim();
}

const missing: Trace = { locked: false, seen: false, turn: null, screen: 'idle' };
const cut = null;

test.each<[string, SendOutcome | null, Partial<Trace>, number, boolean, string]>([
  ['seen, with its turn', cut, { seen: true, turn: 7 }, 0, false, 'started 7'],
  ['seen, without', cut, { seen: true }, 0, true, 'injected'],
  ['still being typed', cut, { locked: true, seen: true }, 0, true, 'wait: something is being typed'],
  ['missed for a moment', cut, {}, 1999, false, 'wait: it may stand in the composer, not submitted'],
  ['missed', cut, {}, 2000, false, 'queued it did not arrive, and is typed again'],
  ['its agent ended', cut, { screen: 'none' }, 2000, false, 'queued it did not arrive, and is typed again'],
  ['a draft', cut, { screen: 'unknown' }, 0, false, 'wait: it may stand in the composer, not submitted'],
  [
    'a draft at its end',
    cut,
    { screen: 'unknown' },
    0,
    true,
    'ambiguous its time was over before anybody could tell whether it arrived',
  ],
  ['busy', cut, { screen: 'busy' }, 0, false, 'wait: it may stand in the composer, not submitted'],
  [
    'nobody can tell',
    cut,
    { seen: null },
    0,
    false,
    'ambiguous nobody can tell whether it arrived: its runtime has no seen.sh',
  ],
  [
    'nobody can tell yet',
    cut,
    { seen: null, screen: 'busy' },
    0,
    false,
    'wait: it may stand in the composer, not submitted',
  ],
  [
    'not submitted',
    said('typed-not-submitted', 'a dialog'),
    { screen: 'waiting' },
    0,
    false,
    'wait: a dialog',
  ],
  [
    'not submitted, and gone',
    said('typed-not-submitted', 'a dialog'),
    {},
    2000,
    false,
    'queued it did not arrive, and is typed again',
  ],
  ['submitted, no turn yet', said('ambiguous', 'no turn'), {}, 9999, false, 'wait: no turn'],
  ['submitted, and never seen', said('ambiguous', 'no turn'), {}, 10_000, false, 'ambiguous no turn'],
  ['submitted, and seen', said('ambiguous', 'no turn'), { seen: true, turn: 2 }, 0, false, 'started 2'],
])('a mail that was typed: %s', (_name, word, trace, missedMs, isOver, becomes) => {
  expect(shown(afterTrace(word, { ...missing, ...trace }, missedMs, isOver))).toBe(becomes);
});

test('nothing is typed again of which send says that an Enter was sent', () => {
  for (const outcome of SEND_RESULTS)
    for (const screen of ['idle', 'busy', 'waiting', 'unknown', 'none'] as const)
      for (const seen of [true, false, null])
        for (const missedMs of [0, 5000, 1e9]) {
          const after = afterTrace(
            said(outcome),
            { locked: false, seen, turn: null, screen },
            missedMs,
            false,
          );
          const again = after.kind === 'becomes' && after.state === 'queued';
          if (again) expect([outcome, seen]).not.toContainEqual('ambiguous');
          if (again) expect(seen).toBe(false);
        }
});

const arrived: LedgerEntry = {
  id: 'a',
  key: 'a',
  at: 0,
  state: 'started',
  why: '',
  turn: 3,
  conversation: null,
};

test.each<[string, number | null, string, number | null, string]>([
  ['in its turn', 3, 'busy', 3, 'wait'],
  ['asks', 3, 'waiting', 3, 'wait'],
  ['at rest after it', 3, 'idle', 3, 'answer 3'],
  ['in a later turn', 3, 'busy', 5, 'answer 3'],
  ['that its provider let out', 3, 'auth-hold', 3, 'fail'],
  ['that goes on by itself', 3, 'rate-limited', 3, 'wait'],
  ['not heard of yet', 3, 'idle', 2, 'wait'],
  ['started again in its turn', 3, '', 3, 'wait'],
  ['of a turn that nobody told', null, 'idle', 3, 'trace'],
])('an agent %s', (_name, turn, state, at, then) => {
  const after = decideFollow({ ...arrived, turn }, { state, turn: at }, true, 5000);
  expect('turn' in after ? `${after.kind} ${after.turn}` : after.kind).toBe(then);
  expect(decideFollow({ ...arrived, turn }, { state, turn: at }, false, 5000).kind).toBe('fail');
});

test('a transcript may lag', () => {
  expect(decideFollow({ ...arrived, turn: null }, { state: 'idle', turn: 3 }, true, 1999).kind).toBe('wait');
});

test.each([
  ['idle', 'idle', 4, 'answer'],
  ['idle', '', null, 'fail'],
  ['busy', 'busy', 4, 'wait'],
  ['waiting', '', null, 'wait'],
  ['none', 'idle', 4, 'fail'],
])('a mail of an untold turn: screen %s, hooks "%s"', (screen, state, turn, then) => {
  expect(decideUntold(screen, { state, turn }).kind).toBe(then);
});
