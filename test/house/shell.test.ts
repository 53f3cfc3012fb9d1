import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readTracked, root, trackedFiles } from './tracked-files.ts';

const SHELL = /^#!\/(bin\/sh|usr\/bin\/env bash)$/;
const FUNCTIONS_ONLY = /^# Functions only\b/;

const scripts = trackedFiles().filter(
  (path) => path.endsWith('.sh') || /^#!.*\b(ba|da)?sh\b/.test(line(path, 0)),
);
const libraries = scripts.filter((path) => FUNCTIONS_ONLY.test(line(path, 1)));
const programs = scripts.filter((path) => !libraries.includes(path));
const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;
if (!hasShellcheck) console.warn('SKIPPED: shellcheck is not installed, so no script is checked');

function line(path: string, index: number): string {
  return readTracked(path).split('\n', 2)[index] ?? '';
}

test('every script names its shell', () => {
  expect(programs).toContain('mosaic');
  expect(scripts.filter((path) => !SHELL.test(line(path, 0)))).toEqual([]);
});

// A script that is cut short on its way must do nothing.
test.each(programs)('%s runs main last', (path) => {
  expect(readTracked(path).trimEnd().split('\n').at(-1)).toBe('main "$@"');
});

test('a file of functions does nothing by itself', () => {
  for (const path of libraries) {
    const { status, stdout, stderr } = spawnSync('sh', ['-euc', '. "$1"', 'sh', `./${path}`], {
      cwd: root,
      encoding: 'utf8',
    });
    expect({ path, status, stdout, stderr }).toEqual({ path, status: 0, stdout: '', stderr: '' });
  }
});

test.skipIf(!hasShellcheck && process.env['REQUIRE_ALL'] !== '1')(
  'shellcheck finds nothing',
  { timeout: 120_000 },
  () => {
    const { stdout, stderr } = spawnSync('shellcheck', scripts, { cwd: root, encoding: 'utf8' });
    expect(stdout + stderr).toBe('');
  },
);
