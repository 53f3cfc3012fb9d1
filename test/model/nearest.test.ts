import { expect, test } from 'vitest';
import { editDistance, knownHint, nearest } from '../../src/model/nearest.ts';

test.each([
  ['', '', 0],
  ['claud', 'claude', 1],
  ['mdoel', 'model', 1],
  ['kitten', 'sitting', 3],
  ['abc', '', 3],
])('from %s to %s are %i steps', (a, b, steps) => expect(editDistance(a, b)).toBe(steps));

test('only a word that may have been meant is offered', () => {
  const known = ['claude', 'codex', 'echo', 'pi'];
  expect(nearest('claud', known)).toBe('claude');
  expect(nearest('CODEX', known)).toBe('codex');
  expect(nearest('llama', known)).toBeNull();
  expect(knownHint('claud', known)).toBe('known: claude, codex, echo, pi. Did you mean claude?');
  expect(knownHint('x', [])).toBe('none is known');
});
