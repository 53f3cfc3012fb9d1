import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { joinLocks, loadLocks } from '../../../src/cli/harness/lock-file.ts';
import { loadTemplates } from '../../../src/cli/load-templates.ts';
import { NODE, NODE_PACKAGE } from '../../../src/model/harness.ts';
import { lockedHarness, lockText } from '../../../src/model/harness-lock.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mosaic-lock-file-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('what shipped runtimes install is locked, and Node, so that a new fleet asks no registry', async () => {
  const templates = await loadTemplates(dir);
  if (!templates.ok) throw new Error(JSON.stringify(templates.problems));
  const { runtimes, lock } = templates.value.sources;
  const own = runtimes.flatMap(({ name, harness }) => (harness === null ? [] : [{ ...harness, name }]));
  const open = [{ ...NODE_PACKAGE, name: NODE }, ...own].filter((one) => lockedHarness(lock, one) === null);
  expect(open).toEqual([]);
});

test('an entry of the fleet directory counts before a shipped one', async () => {
  const shipped = await loadLocks(dir);
  const entry = shipped.ok ? shipped.value.shipped[`node@${NODE_PACKAGE.version}`] : undefined;
  const x64 = entry?.['linux-x64'];
  if (x64 === undefined) throw new Error('no shipped Node');
  const own = { [`node@${NODE_PACKAGE.version}`]: { 'linux-x64': x64 } };
  writeFileSync(join(dir, 'harness.lock'), lockText(own));
  const locks = await loadLocks(dir);
  expect(locks.ok && joinLocks(locks.value)[`node@${NODE_PACKAGE.version}`]).toEqual({ 'linux-x64': x64 });
});

test('a lock that cannot be read is told of', async () => {
  writeFileSync(join(dir, 'harness.lock'), '<<<<<<< HEAD\n');
  const locks = await loadLocks(dir);
  expect(locks.ok ? [] : locks.problems).toMatchObject([
    { severity: 'error', hint: expect.stringContaining('harness lock') },
  ]);
});
