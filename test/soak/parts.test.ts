import { expect, test } from 'vitest';
import { contradictions, drawMessage, type Sent } from '../lab/support/messages.ts';
import { randomFrom } from '../lab/support/random.ts';
import { outcomesOf, summary } from './report.ts';

test('the same seed draws the same, another seed something else', () => {
  const drawn = (seed: number) => {
    const random = randomFrom(seed);
    return Array.from({ length: 100 }, () => random.below(1000));
  };
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7)).not.toEqual(drawn(8));
  expect(drawn(7).every((number) => Number.isInteger(number) && number >= 0 && number < 1000)).toBe(true);
  expect(new Set(drawn(7)).size).toBeGreaterThan(80);
});

test('messages that must be refused hold what no terminal can carry, or begin as a command', () => {
  const random = randomFrom(1);
  const drawn = Array.from({ length: 500 }, (_, number) => drawMessage(random, number));
  for (const { bytes, exact } of drawn) {
    const text = Buffer.from(bytes).toString('utf8');
    const isText = Buffer.from(text).equals(bytes);
    expect(isText && !/[^\P{Cc}\t\n]/u.test(text) && !text.startsWith('/')).toBe(exact);
  }
  expect(drawn.filter(({ exact }) => !exact).length).toBeGreaterThan(50);
});

test('each message arrives as often as it was said', () => {
  const sent = (outcome: string, sha256 = 'a'): Sent => ({ agent: 'w', sha256, outcome, why: 'y' });
  const turn = (sha256: string) => ({ turn: 1, sha256, answered: true });
  const a = turn('a');
  expect(contradictions([sent('answered'), sent('started'), sent('held')], [a, a])).toEqual([]);
  expect(contradictions([sent('ambiguous'), sent('lost')], [a])).toEqual([]);
  expect(contradictions([sent('answered')], [])).toEqual([
    'message a arrived 0 times, and was said to be: answered y',
  ]);
  expect(contradictions([sent('answered')], [a, a])).toHaveLength(1);
  expect(contradictions([sent('held')], [a])).toHaveLength(1);
  expect(contradictions([], [a])).toEqual(['turn 1 is of a message that nobody sent']);
});

test('what was checked is told as a table, and messages by their end', () => {
  const checked = [3, 1, 2].map((seconds) => ({ fault: 'freeze', seconds }));
  expect(summary(checked)).toBe(
    'FAULT                  TIMES  MEDIAN s  LONGEST s\nfreeze                     3       2.0        3.0\n',
  );
  const held = { agent: 'w', sha256: 'a', outcome: 'held', why: '' };
  expect(outcomesOf([held, held, { ...held, outcome: 'answered' }])).toBe('3 messages: 1 answered, 2 held');
});
