import { expect, test } from 'vitest';
import { actorWord } from '../../src/provision/actor.ts';
import { changeLine } from '../../src/provision/change-line.ts';

test('a change is words that need no quotes', () => {
  expect(changeLine({ kind: 'link', entries: ['a.service', 'default.target.wants/b.service'] })).toBe(
    'link a.service default.target.wants/b.service',
  );
  expect(changeLine({ kind: 'switch', release: null })).toBe('switch -');
  expect(changeLine({ kind: 'rerun', unit: 'a.service', pid: 7 })).toBe('rerun a.service 7');
});

test.each(['a b', 'a;b', '$(id)', "'", '', 'a\nundo=x', '*'])(
  'no other word gets into a plan: %j',
  (path) => {
    expect(() => changeLine({ kind: 'aside', path })).toThrow(TypeError);
  },
);

test.each([
  ['me', 'me'],
  ['a b', 'a-b'],
  ["x'; rm -rf ~\n", 'x-rm--rf-'],
  ['', 'unknown'],
  ['ü', '-'],
])('a name becomes one harmless word: %j', (name, word) => {
  expect(actorWord(name)).toBe(word);
});
