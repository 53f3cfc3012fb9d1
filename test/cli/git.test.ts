import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commitOf, relationOf } from '../../src/cli/git.ts';

const base = mkdtempSync(join(tmpdir(), 'mosaic-git-'));
const fleet = join(base, 'repository', 'my fleet');
const roster = join(fleet, 'roster.yaml');
afterAll(() => rmSync(base, { recursive: true }));

function git(...args: readonly string[]): string {
  const me = ['-c', 'user.name=me', '-c', 'user.email=me@localhost'];
  return execFileSync('git', ['-C', fleet, ...me, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

function commit(text: string): string {
  writeFileSync(roster, text);
  git('add', '.');
  git('commit', '-qm', text);
  return git('rev-parse', 'HEAD');
}

beforeAll(() => {
  mkdirSync(fleet, { recursive: true });
  writeFileSync(roster, 'zero');
});

test('a folder outside git has no commit', async () => {
  expect(await commitOf(fleet)).toBeNull();
});

describe('in a folder of a repository', () => {
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    git('init', '-q', '-b', 'main', '..');
    expect(await commitOf(fleet)).toBeNull();
    ids['first'] = commit('first');
    ids['second'] = commit('second');
    git('checkout', '-q', '-b', 'side', ids['first']);
    ids['side'] = commit('side');
    git('checkout', '-q', 'main');
  });

  test('the commit, and whether files differ from it', async () => {
    expect(await commitOf(fleet)).toEqual({ id: ids['second'], dirty: false });
    mkdirSync(join(fleet, '.mosaic'));
    writeFileSync(join(fleet, '.mosaic/lab.yaml'), 'state');
    writeFileSync(join(fleet, '../elsewhere'), 'not of the fleet');
    expect(await commitOf(fleet)).toMatchObject({ dirty: false });
    writeFileSync(join(fleet, 'notes.md'), 'new');
    expect(await commitOf(fleet)).toMatchObject({ dirty: true });
  });

  test('a roster that git does not know has none', async () => {
    const other = join(fleet, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'roster.yaml'), 'untracked');
    expect(await commitOf(other)).toBeNull();
  });

  test('how another commit stands to it', async () => {
    const of = (id: string | undefined) => relationOf(fleet, id ?? '');
    expect(await of(ids['second'])).toBe('contained');
    expect(await of(ids['first'])).toBe('contained');
    expect(await of(ids['side'])).toBe('diverged');
    expect(await of('0123'.repeat(10))).toBe('unknown');
    expect(await of('--upload-pack=evil')).toBe('unknown');
    git('checkout', '-q', ids['first'] ?? '');
    expect(await of(ids['second'])).toBe('ahead');
  });
});
