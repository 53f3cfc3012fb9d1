import { expect, test } from 'vitest';
import { wantsColor } from '../../src/cli/style.ts';

const terminal = { isTTY: true };

test.each([
  ['a terminal', terminal, true, {}, true],
  ['a pipe', {}, true, {}, false],
  ['--no-color', terminal, false, {}, false],
  ['NO_COLOR', terminal, true, { NO_COLOR: '1' }, false],
  ['an empty NO_COLOR', terminal, true, { NO_COLOR: '' }, true],
  ['a dumb terminal', terminal, true, { TERM: 'dumb' }, false],
])('%s', (_name, stream, allowed, env, wanted) => {
  expect(wantsColor(stream, allowed, env)).toBe(wanted);
});
