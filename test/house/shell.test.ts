import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readTracked, root, trackedFiles } from './tracked-files.ts';

const scripts = trackedFiles().filter(
  (path) => path.endsWith('.sh') || /^#!\/(usr\/)?bin\/(env )?(ba|da)?sh\b/.test(firstLine(path)),
);
const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;
if (!hasShellcheck) console.warn('SKIPPED: shellcheck is not installed, so no script is checked');

function firstLine(path: string): string {
  return readTracked(path).split('\n', 1)[0] ?? '';
}

test('there are scripts to check', () => {
  expect(scripts).toContain('mosaic');
});

test.each(scripts)('%s runs main last', (path) => {
  expect(readTracked(path).trimEnd().split('\n').at(-1)).toBe('main "$@"');
});

test.each(scripts)('%s names its shell', (path) => {
  expect(firstLine(path)).toMatch(/^#!\/(bin\/sh|usr\/bin\/env bash)$/);
});

test.skipIf(!hasShellcheck && process.env['REQUIRE_ALL'] !== '1')(
  'shellcheck finds nothing',
  () => {
    const { stdout, status } = spawnSync('shellcheck', scripts, { cwd: root, encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  },
  120_000,
);
