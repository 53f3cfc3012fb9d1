import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markdownTable, quoteMarkdown } from '../../src/generate/quote-markdown.ts';
import { printable } from '../../src/model/printable.ts';

const hasCmark = spawnSync('cmark-gfm', ['--version']).status === 0;
const mark = fc.constantFrom(
  ...[
    '|',
    '\\',
    '`',
    '*',
    '_',
    '~',
    '<b>',
    '&amp;',
    '[x](y)',
    '![',
    '#',
    '-',
    '\n',
    '1.',
    'www.a.b',
    'http://a.b',
    '@a',
    'a@b.c',
    'é',
    ' ',
  ],
);
const texts = fc.oneof(
  fc.string({ unit: mark, maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

test('harmless words stay readable', () => {
  expect(quoteMarkdown('~/src/app')).toBe('`~/src/app`');
  expect(quoteMarkdown('openai/gpt-5')).toBe('`openai/gpt-5`');
  expect(quoteMarkdown('a|b')).toBe('a&#124;b');
  expect(quoteMarkdown('a\n<b>')).toBe('a&#92;n&#60;b&#62;');
});

test.skipIf(!hasCmark)('a renderer shows every text as it is, in a cell of its own', () => {
  const wanted = fc
    .sample(texts, 2000)
    .map(printable)
    .filter((text) => text.trim() === text && text !== '');
  const table = markdownTable(
    ['a', 'b'],
    wanted.map((text) => [quoteMarkdown(text), 'x']),
  );
  expect(cells(table)).toEqual(wanted);
});

/** The text of each row's first cell, as the reference renderer of this dialect reads it. */
function cells(table: string): string[] {
  const args = ['-e', 'table', '-e', 'autolink', '-e', 'strikethrough', '-t', 'html'];
  const html = spawnSync('cmark-gfm', args, { input: table, encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;
  return [...html.matchAll(/<tr>\n<td>(.*)<\/td>\n<td>x<\/td>\n<\/tr>/g)].map(([, cell = '']) =>
    textOf(cell),
  );
}

function textOf(html: string): string {
  return html
    .replaceAll(/<\/?code>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
