import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { headingAnchors, linkTargets } from './markdown-links.ts';
import { readTracked, root, trackedFiles } from './tracked-files.ts';

const documents = trackedFiles('*.md').filter((path) => !path.includes('/golden/'));

test('there are documents', () => {
  expect(documents).toContain('docs/architecture.md');
});

test.each(documents)('the links of %s lead somewhere', (path) => {
  expect(linkTargets(readTracked(path)).filter((target) => isBroken(path, target))).toEqual([]);
});

function isBroken(from: string, target: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return false;
  const [file = '', anchor] = target.split('#', 2);
  const path = file === '' ? from : join(dirname(from), decodeURIComponent(file));
  if (path.startsWith('..') || !existsSync(join(root, path))) return true;
  return anchor !== undefined && path.endsWith('.md') && !headingAnchors(readTracked(path)).has(anchor);
}

test('links and anchors are read as GitHub reads them', () => {
  const text =
    '# A `b` c!\n\n[x](one.md#a) `[no](code.md)` ![i](<two.png> "t")\n\n```\n# no\n[no](x.md)\n```\n\n## A b c\n';
  expect(linkTargets(text)).toEqual(['one.md#a', 'two.png']);
  expect([...headingAnchors(text)]).toEqual(['a-b-c', 'a-b-c-1']);
  expect(isBroken('docs/architecture.md', 'nowhere.md')).toBe(true);
  expect(isBroken('docs/architecture.md', '#imports')).toBe(false);
  expect(isBroken('docs/architecture.md', '#nowhere')).toBe(true);
});
