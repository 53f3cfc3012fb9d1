import { expect, test } from 'vitest';
import { sandboxWords } from '../../src/provision/sandbox-words.ts';

const on = { disabled: null, write: ['~/a'], hide: ['~/.ssh'] };
const off = { disabled: 'needs docker', write: [], hide: [] };

test.each([
  [on, on, []],
  [on, off, ['sandbox on → off (needs docker)']],
  [off, on, ['sandbox off (needs docker) → on']],
  [off, { ...off, disabled: 'x\u001b[2J' }, ['sandbox off (needs docker) → off (x\\e[2J)']],
  [
    on,
    { ...on, write: ['/srv', '~/b'], hide: ['~/.netrc'] },
    ['may write /srv ~/b', 'may not write ~/a', 'hidden ~/.netrc', 'not hidden any more ~/.ssh'],
  ],
])('%j → %j', (have, want, words) => {
  expect(sandboxWords(have, want)).toEqual(words);
});
