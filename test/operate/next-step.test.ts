import { expect, test } from 'vitest';
import { nextStep } from '../../src/operate/next-step.ts';

test.each([
  ['a prompt that can be named', { state: 'waiting', fingerprint: 'f' }, 'mosaic fleet approve a'],
  [
    'a question of which nothing else is known',
    { state: 'waiting', fingerprint: null },
    'mosaic fleet attach a',
  ],
  ['nobody lets it in', { state: 'auth-hold', fingerprint: null }, 'mosaic fleet login a'],
  ['a limit passes by itself', { state: 'rate-limited', fingerprint: null }, null],
] as const)('%s', (_, row, next) => {
  expect(nextStep({ agent: 'a', rule: 'hook', ...row })).toBe(next);
});
