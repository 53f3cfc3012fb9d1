import { expect, test } from 'vitest';
import { printable } from '../../src/model/printable.ts';

test.each([
  ['plain', 'plain'],
  ['Grüße 你好', 'Grüße 你好'],
  ['👩‍💻 ❤️', '👩‍💻 ❤️'],
  ['\x1b]0;title\x07', '\\e]0;title\\x07'],
  ['\x1b[2J', '\\e[2J'],
  ['a\nb\tc\r', 'a\\nb\\tc\\r'],
  ['\x9b31m', '\\x9b31m'],
  ['x\u202egnp.exe', 'x\\u202egnp.exe'],
  ['a\u200bb\u2028c', 'a\\u200bb\\u2028c'],
  ['\u{e0041}', '\\ue0041'],
  ['half \ud83d', 'half \ufffd'],
])('%j is printed as %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});
