import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatProblem } from '../../src/model/problem-text.ts';
import { readInventory } from '../../src/model/read-inventory.ts';
import { readPreset } from '../../src/model/read-preset.ts';

const root = join(import.meta.dirname, '../..');
const files = readdirSync(join(root, 'presets')).sort();

function presetOf(file: string) {
  return readPreset(file, readFileSync(join(root, 'presets', file), 'utf8'));
}

test('four presets ship', () => {
  expect(files).toEqual(['coding.yaml', 'general.yaml', 'hybrid.yaml', 'research.yaml']);
});

test.each(files)('%s has no problem, is named as its file, and is led by mos', (file) => {
  const { draft, problems } = presetOf(file);
  expect(problems.map((problem) => formatProblem(problem))).toEqual([]);
  expect(draft).toMatchObject({ name: file.replace('.yaml', ''), orchestrator: { name: 'mos' } });
  const used = [draft?.orchestrator?.role, ...(draft?.agents ?? []).map(({ role }) => role)];
  expect(Object.keys(draft?.roles ?? {}).sort()).toEqual([...new Set(used)].sort());
});

test('every role says what comes in, what goes out and when to stop, in its own words', () => {
  const texts = files.flatMap((file) =>
    Object.values(presetOf(file).draft?.roles ?? {}).map(({ instructions }) => instructions),
  );
  for (const text of texts) {
    for (const section of ['Input\n', 'What you do\n', 'Output and hand-off\n', 'Stop\n'])
      expect(text).toContain(section);
    expect(text.split('\n').length).toBeGreaterThan(15);
  }
  expect(new Set(texts).size).toBe(texts.length);
});

test('the example inventory has no problem', () => {
  const { problems } = readInventory('hosts.yaml', readFileSync(join(root, 'inventory/hosts.yaml'), 'utf8'));
  expect(problems).toEqual([]);
});
