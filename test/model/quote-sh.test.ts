import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteSh } from '../../src/model/quote-sh.ts';

function throughShell(shell: string, values: readonly string[]): string[] {
  const script = `for value in ${values.map(quoteSh).join(' ')}; do printf '%s\\0' "$value"; done`;
  return execFileSync(shell, ['-c', script]).toString('utf8').split('\0').slice(0, -1);
}

const anyText = fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => !value.includes('\0'));
const shellLike = fc.string({
  unit: fc.constantFrom(
    "'",
    '"',
    '\\',
    '$',
    '`',
    '\n',
    '\r',
    ' ',
    '!',
    '*',
    '~',
    '-',
    '#',
    '%',
    '=',
    '{',
    '(',
  ),
  maxLength: 20,
});

for (const shell of ['/bin/sh', '/bin/dash', '/bin/bash']) {
  test(`every string arrives unchanged through ${shell}`, () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, shellLike), { minLength: 1, maxLength: 20 }), (values) => {
        expect(throughShell(shell, values)).toEqual(values);
      }),
      { numRuns: 60 },
    );
  });
}

test('what looks like a command or an option stays one argument', () => {
  const values = [
    '',
    "'",
    "''",
    "it's",
    '$(id)',
    '`id`',
    '-n',
    '--',
    'if',
    'a b',
    '\\',
    "\\'",
    '\n',
    '~',
    '*',
  ];
  expect(throughShell('/bin/sh', values)).toEqual(values);
});

test('what no argument can carry is refused', () => {
  expect(() => quoteSh('a\0b')).toThrow(TypeError);
  expect(() => quoteSh('\ud800')).toThrow(TypeError);
});
