import { expect, test } from 'vitest';
import { formatProblem } from '../../src/model/problem-text.ts';
import { readRuntime } from '../../src/model/runtime-file.ts';

const text = `name: echo
summary: says again what it is told
model: optional
startWithin: 1m
nativeBeat: false
screens:
  waiting: ['\\[y/n\\]$']
  busy: []
  idle: ['^> ']
input:
  refuseStart: ['/']
`;

test('a runtime is its file and the other files of its folder', () => {
  const files = { 'start.sh': 'exec cat\n', 'b.json': '{}' };
  expect(readRuntime('echo', 'runtime.yaml', text, files)).toEqual({
    ok: true,
    warnings: [],
    value: {
      name: 'echo',
      summary: 'says again what it is told',
      model: 'optional',
      startWithin: 60,
      nativeBeat: false,
      screens: { waiting: ['\\[y/n\\]$'], busy: [], idle: ['^> '] },
      input: { refuseStart: ['/'] },
      auth: null,
      permissions: null,
      decide: null,
      harness: null,
      files,
    },
  });
});

test('everything that is wrong is told at once, each at its place', () => {
  const wrong = text
    .replace('name: echo', 'name: other')
    .replace('optional', 'maybe')
    .replace('1m', '60')
    .replace("['^> ']", '["a\\tb", ""]')
    .replace('nativeBeat: false\n', 'nativebeat: false\n');
  const result = readRuntime('echo', 'runtime.yaml', wrong, { 'a b': '' });
  const told = result.ok ? [] : result.problems.map((problem) => formatProblem(problem));
  expect(told.join('\n\n')).toMatchInlineSnapshot(`
    "runtime.yaml:3:8  error  "maybe" is not valid for model
       3 | model: maybe
         |        ^^^^^  known: none, optional, required

    runtime.yaml:4:14  error  60 is not a duration
       4 | startWithin: 60
         |              ^^  a whole number with s, m or h, e.g. 30s

    runtime.yaml:1:1  error  nativeBeat is missing
       1 | name: other
         | ^^^^  add  nativeBeat: false

    runtime.yaml:9:10  error  "a\\tb" is not a pattern
       9 |   idle: ["a\\tb", ""]
         |          ^^^^^^  a POSIX extended regular expression for one line of the screen, without tabs or line feeds, e.g. "^> $"

    runtime.yaml:9:18  error  "" is not a pattern
       9 |   idle: ["a\\tb", ""]
         |                  ^^  a POSIX extended regular expression for one line of the screen, without tabs or line feeds, e.g. "^> $"

    runtime.yaml:5:1  error  unknown key "nativebeat"
       5 | nativebeat: false
         | ^^^^^^^^^^  known: name, summary, model, startWithin, nativeBeat, screens, input, auth, permissions, decide, harness. Did you mean nativeBeat?

    error  runtime echo: a file cannot be named "a b"
       letters, digits, . _ and -, beginning with a letter or a digit"
  `);
});
