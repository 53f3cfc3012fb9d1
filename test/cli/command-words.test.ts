import { expect, test } from 'vitest';
import { commandWords, rewriteHelp } from '../../src/cli/command-words.ts';

test.each([
  [[], []],
  [['--version'], []],
  [['fleet'], ['fleet']],
  [
    ['-C', 'd', 'fleet', '--json', 'ps', 'coder-1'],
    ['fleet', 'ps'],
  ],
  [
    ['fleet', '--dir', 'd', 'ps'],
    ['fleet', 'ps'],
  ],
  [
    ['--dir=d', 'fleet', 'ps'],
    ['fleet', 'ps'],
  ],
  [['fleet', '--', 'ps'], ['fleet']],
])('%j names %j', (args, words) => {
  expect(commandWords(args)).toEqual(words);
});

test('help in front means --help behind', () => {
  expect(rewriteHelp(['help', 'fleet', 'ps'])).toEqual(['fleet', 'ps', '--help']);
  expect(rewriteHelp(['fleet', 'help'])).toEqual(['fleet', 'help']);
});
