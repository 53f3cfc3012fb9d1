import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TarEntry, tar } from '../../src/provision/tar.ts';

const long = `${'d'.repeat(90)}/${'n'.repeat(90)}`;
const entries: readonly TarEntry[] = [
  { path: 'a/empty', mode: 0o444, content: '' },
  { path: 'a/run', mode: 0o555, content: '#!/bin/sh\n' },
  { path: 'a/block', mode: 0o444, content: 'x'.repeat(512) },
  { path: 'a/späß', mode: 0o444, content: 'ä'.repeat(300) },
  { path: long, mode: 0o444, content: 'long\n' },
  { path: 'a/link', target: '../b' },
  { path: 'a/far', target: `../${'t'.repeat(120)}` },
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mosaic-tar-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('real tar unpacks what was packed', () => {
  execFileSync('tar', ['-xpf', '-', '-C', folder], {
    input: tar(entries),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for (const entry of entries) {
    const path = join(folder, entry.path);
    if ('target' in entry) expect(readlinkSync(path)).toBe(entry.target);
    else {
      expect(readFileSync(path, 'utf8')).toBe(entry.content);
      expect(statSync(path).mode & 0o777).toBe(entry.mode);
    }
  }
  expect(readdirSync(folder).sort()).toEqual(['a', 'd'.repeat(90)]);
});

test.each([93, 94, 95, 96, 97, 98, 99, 100, 101, 985, 986, 987, 988, 989])('a name of %i bytes', (length) => {
  const path = `${'p/'.repeat(Math.floor(length / 2))}${'q'.repeat(length % 2 === 0 ? 2 : 1)}`;
  const listed = execFileSync('tar', ['-tf', '-'], { input: tar([{ path, mode: 0o444, content: '' }]) });
  expect(listed.toString()).toBe(`${path}\n`);
});

test('the same entries give the same bytes', () => {
  expect(tar(entries)).toEqual(tar(structuredClone(entries)));
});
