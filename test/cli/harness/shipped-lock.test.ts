import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTemplates } from '../../../src/cli/load-templates.ts';
import { lockedHarness, lockKey } from '../../../src/model/harness-lock.ts';

test('what shipped runtimes install is in the shipped lock', async () => {
  const templates = await loadTemplates(join(import.meta.dirname, 'nowhere'));
  if (!templates.ok) throw new Error(templates.problems.map(({ message }) => message).join('\n'));
  const { runtimes, lock } = templates.value.sources;
  const wanted = runtimes.flatMap(({ name, harness }) => (harness === null ? [] : [{ name, ...harness }]));
  expect(wanted.map(({ name }) => name)).toContain('claude');
  expect(wanted.filter((harness) => lockedHarness(lock, harness) === null).map(lockKey)).toEqual([]);
});
