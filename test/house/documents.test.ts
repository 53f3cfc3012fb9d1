import { expect, test } from 'vitest';
import { formatProblem } from '../../src/model/problem-text.ts';
import { readInventory } from '../../src/model/read-inventory.ts';
import { readPreset } from '../../src/model/read-preset.ts';
import { readRoster } from '../../src/model/read-roster.ts';
import { readTracked, trackedFiles } from './tracked-files.ts';

const READERS = {
  'mosaic.fleet/v1': readRoster,
  'mosaic.inventory/v1': readInventory,
  'mosaic.preset/v1': readPreset,
} as const;

interface Block {
  readonly name: string;
  readonly text: string;
}

/** Every ```yaml block that is a whole file, named by document and line. */
function yamlBlocks(path: string, markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```yaml\n(apiVersion:[\s\S]*?)^```$/gm)].map((match) => {
    const line = markdown.slice(0, match.index).split('\n').length;
    return { name: `${path}:${line}`, text: match[1] ?? '' };
  });
}

function problemsOf({ name, text }: Block): readonly string[] {
  const version = /^apiVersion: (\S+)/.exec(text)?.[1] ?? '';
  const read = READERS[version as keyof typeof READERS];
  if (read === undefined) return [`${name}: nothing reads ${version}`];
  return read(name, text).problems.map((problem) => formatProblem(problem));
}

const blocks = trackedFiles('*.md').flatMap((path) => yamlBlocks(path, readTracked(path)));

test('the documents show every kind of file', () => {
  for (const version of Object.keys(READERS)) {
    expect(blocks.some(({ text }) => text.startsWith(`apiVersion: ${version}\n`))).toBe(true);
  }
});

test.each(blocks)('the example at $name is valid', (block) => {
  expect(problemsOf(block)).toEqual([]);
});

test('a faulty example is found', () => {
  const markdown = 'text\n\n```yaml\napiVersion: mosaic.fleet/v1\nfleet: home\nrunime: x\n```\n';
  const [block] = yamlBlocks('a.md', markdown);
  expect(block?.name).toBe('a.md:3');
  expect(problemsOf(block ?? { name: '', text: '' }).join()).toContain('unknown key "runime"');
});
