import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainSystemd, quoteEnvironment, quoteExecArgument } from '../../src/model/quote-systemd.ts';
import { readBySystemd } from '../generate/support/systemd.ts';

const anyText = fc
  .string({ unit: 'binary', maxLength: 40 })
  .filter((value) => !/\0|\p{Noncharacter_Code_Point}/u.test(value));
const unitLike = fc.string({
  unit: fc.constantFrom(
    '"',
    "'",
    '\\',
    '%',
    '%h',
    '$',
    '${',
    '}',
    ' ',
    ';',
    '\n',
    '\t',
    'x41',
    'n',
    '#',
    '[',
    '=',
    '@',
  ),
  maxLength: 20,
});
const hostile = fc.oneof(anyText, unitLike);
const KNOWN = [
  '',
  ';',
  ' ',
  '%',
  '%h',
  '%%',
  '$HOME',
  '${HOME}',
  '$$',
  '\\',
  '\\n',
  '"',
  "'",
  'a\nb',
  'ü€😀',
  '\x7f\x01',
];

test('every argument arrives unchanged in ExecStart=', () => {
  assertAll(fc.array(hostile, { minLength: 1, maxLength: 8 }), [KNOWN], (args) => [
    `ExecStart=/bin/sh ${args.map(quoteExecArgument).join(' ')}`,
    (dump) => expect(argumentsOf(dump)).toEqual(args),
  ]);
});

test('every value arrives unchanged in Environment=', () => {
  const value = hostile.filter((text) => !/[^\P{Cc}\t\n]/u.test(text));
  const known = KNOWN.filter((text) => !/[^\P{Cc}\t\n]/u.test(text));
  assertAll(value, known, (text) => [
    `ExecStart=/bin/sh\nEnvironment=${quoteEnvironment('VALUE', text)}\nEnvironment=END=1`,
    (dump) => expect(dump).toContain(`\tEnvironment: VALUE=${text}\n\t\tEnvironment: END=1\n`),
  ]);
});

test('every plain value arrives unchanged', () => {
  const value = hostile.filter((text) => isPlain(text));
  assertAll(value, ['a;b', '#', '50%', '"quoted"', '%h $x \\n'], (text) => [
    `ExecStart=/bin/sh\n[Unit]\nDescription=${plainSystemd(text)}`,
    (dump) => expect(dump).toContain(`\n\t\tDescription: ${text}\n`),
  ]);
});

test('what a unit cannot say is refused', () => {
  for (const value of ['\0', '\ud800', '\uffff', '\ufdd0', '\u{10fffe}']) {
    expect(() => quoteExecArgument(value)).toThrow(TypeError);
    expect(() => quoteEnvironment('A', value)).toThrow(TypeError);
    expect(() => plainSystemd(value)).toThrow(TypeError);
  }
  expect(() => quoteEnvironment('A', '\x1b')).toThrow(TypeError);
  expect(() => quoteEnvironment('A B', '')).toThrow(TypeError);
  for (const value of ['a\nb', ' a', 'a ', 'a\\', '\t']) expect(() => plainSystemd(value)).toThrow(TypeError);
});

type Check = (dump: string) => void;

/** One run of systemd reads a hundred values, each in a unit of its own. */
function assertAll<T>(
  values: fc.Arbitrary<T>,
  known: readonly T[],
  unit: (value: T) => readonly [string, Check],
) {
  const drawn = [...known, ...fc.sample(values, 400)].map(unit);
  const units = Object.fromEntries(
    drawn.map(([text], index) => [`u${index}.service`, `[Service]\n${text}\n`]),
  );
  const read = readBySystemd(units);
  for (const [index, [, check]] of drawn.entries()) check(read.get(`u${index}.service`) ?? '');
}

function isPlain(text: string): boolean {
  return text !== '' && !/\p{Cc}|^\s|\s$|\\$/u.test(text);
}

/** The words of the dumped command line, apart by plain blanks: systemd quotes them for display, and halves `$$` only when it starts them. */
function argumentsOf(dump: string): string[] {
  const line = /\n\t+Command Line: (.*)/.exec(dump)?.[1] ?? '';
  const words = line.match(/"(?:\\.|[^"\\])*"|[^ ]+/gs) ?? [];
  return words.slice(1).map((word) => withoutEscapes(word).replaceAll('$$', '$'));
}

const LETTERS: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

function withoutEscapes(word: string): string {
  const inner = word.startsWith('"') ? word.slice(1, -1) : word;
  return inner.replace(/\\(x[0-9a-f]{2}|[0-7]{3}|.)/g, (_, code: string) => {
    if (code.startsWith('x')) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (/^\d{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    return LETTERS[code] ?? code;
  });
}
