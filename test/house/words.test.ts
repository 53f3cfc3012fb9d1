import { expect, test } from 'vitest';
import { readTracked, trackedFiles } from './tracked-files.ts';

// Written in pieces, so that this file does not contain what it looks for.
const FORBIDDEN = [
  // An absolute path; a folder of that name under someone's home is an agent's ordinary place.
  `(?<![~\\w}.])/wor${'k'}/`,
  `\\.\\./share${'d'}\\b`,
  `\\bregistry\\.npm${'js'}\\b`,
  `https?://[a-z.]*npm${'js'}[a-z]*\\.`,
  `https?://[a-z.]*debia${'n'}[a-z]*\\.`,
  `\\bTO${'DO'}\\b`,
  `\\bFIX${'ME'}\\b`,
  `\\bXX${'X'}\\b`,
];
const PATTERN = new RegExp(FORBIDDEN.join('|'), 'i');

test('tracked files hold no unfinished work, no path of one machine, no download host', () => {
  const found = trackedFiles()
    .filter((path) => path !== 'package-lock.json')
    .flatMap((path) =>
      readTracked(path)
        .split('\n')
        .flatMap((line, index) =>
          PATTERN.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [],
        ),
    );
  expect(found).toEqual([]);
});

test.each([`see /wor${'k'}/main`, `// to${'do'}: later`, `https://deb.debia${'n'}.org/x`])(
  '%j is found',
  (line) => {
    expect(PATTERN.test(line)).toBe(true);
  },
);

test('the lock file records no download addresses', () => {
  expect(readTracked('package-lock.json')).not.toMatch(/"resolved":\s*"https?:/);
});
