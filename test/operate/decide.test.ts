import { expect, test } from 'vitest';
import { parseDecide } from '../../src/operate/decide.ts';

test('reads an outcome, whatever the prompt is', () => {
  const prompt = 'Bash: echo outcome=decided why=';
  expect(
    parseDecide(`outcome=changed\nwhy=it asks something else now\nprompt=${prompt}\nfingerprint=ab\n`),
  ).toEqual({
    outcome: 'changed',
    why: 'it asks something else now',
    prompt,
    fingerprint: 'ab',
  });
  expect(parseDecide('outcome=none\nwhy=x\nprompt=\nfingerprint=\n')).toMatchObject({
    prompt: null,
    fingerprint: null,
  });
});

test.each(['', 'outcome=\n', 'outcome=approved\n', 'sh: not found\n'])('%j tells no outcome', (output) => {
  expect(parseDecide(output)).toBeNull();
});
