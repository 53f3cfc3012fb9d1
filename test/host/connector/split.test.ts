import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sayText } from '../../../src/host/connector/say-text.ts';
import { splitText } from '../../../src/host/connector/split.ts';

const whole = (text: string, limit: number) =>
  splitText(text, limit).map(({ before, body, after }) => `${before}${body}${after}`);

// Texts of the parts that make cutting hard: fences, long lines, pairs, joined emoji, marks, feeds.
const part = fc.oneof(
  fc.constantFrom(
    '```\n',
    '```ts\n',
    '````\n',
    '\n',
    '\n\n',
    ' ',
    '👩‍👩‍👧‍👦',
    '🇩🇪',
    'e\u0301\u0302',
    '😀',
    '\r\n',
    '   ```\n',
    '`',
    'word ',
    'word \u0301',
  ),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constant('x'.repeat(150)),
  fc.constant('code();\n'.repeat(12)),
);
const texts = fc.array(part, { maxLength: 60 }).map((parts) => parts.join(''));
const limits = fc.integer({ min: 200, max: 400 });

test('the bodies joined are the text, and no piece is too long', () => {
  fc.assert(
    fc.property(texts, limits, (text, limit) => {
      const pieces = splitText(text, limit);
      expect(pieces.map(({ body }) => body).join('')).toBe(text);
      for (const piece of whole(text, limit)) expect(piece.length).toBeLessThanOrEqual(limit);
      for (const { body } of pieces) expect(body).not.toBe('');
    }),
    { numRuns: 400 },
  );
});

test('no pair and no grapheme is cut', () => {
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
  fc.assert(
    fc.property(texts, limits, (text, limit) => {
      fc.pre(text.isWellFormed());
      const starts = new Set([...graphemes.segment(text)].map(({ index }) => index));
      let at = 0;
      for (const { body } of splitText(text, limit)) {
        expect(body.isWellFormed()).toBe(true);
        expect(starts.has(at)).toBe(true);
        at += body.length;
      }
    }),
    { numRuns: 400 },
  );
});

// Opens and closes of one piece, read as a platform reads them.
function openAtEnd(piece: string): boolean {
  let marker: string | null = null;
  for (const line of piece.split('\n')) {
    const [, ticks = '', info = ''] = /^ {0,3}(`{3,10})([^`\n]{0,40})$/.exec(line) ?? [];
    if (ticks === '') continue;
    if (marker === null) marker = ticks;
    else if (ticks.length >= marker.length && info.trim() === '') marker = null;
  }
  return marker !== null;
}

test('a fence never stays open over the end of a piece, but where the text leaves it open', () => {
  fc.assert(
    fc.property(texts, limits, (text, limit) => {
      const pieces = whole(text, limit);
      expect(pieces.slice(0, -1).filter(openAtEnd)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test('a fence goes on in the next piece, with its language', () => {
  const text = `See:\n\`\`\`ts\n${'const x = 1;\n'.repeat(40)}\`\`\`\nDone.`;
  const pieces = whole(text, 300);
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces[0]?.startsWith('See:\n```ts\nconst x = 1;\n')).toBe(true);
  for (const piece of pieces.slice(0, -1)) expect(piece.endsWith('\n```')).toBe(true);
  for (const piece of pieces.slice(1)) expect(piece.startsWith('```ts\n')).toBe(true);
  expect(pieces.at(-1)?.endsWith('```\nDone.')).toBe(true);
});

test('cuts at the ends of paragraphs, lines and words before others', () => {
  const paragraph = `${'word '.repeat(30).trim()}.`;
  expect(splitText(`${paragraph}\n\n${paragraph}`, 200).map(({ body }) => body)).toEqual([
    `${paragraph}\n`,
    `\n${paragraph}`,
  ]);
  const words = splitText('word '.repeat(100), 203).map(({ body }) => body);
  expect(words.every((body) => body.endsWith(' '))).toBe(true);
});

test('a grapheme that is longer than a piece is cut, but not a pair', () => {
  const text = `e${'\u0301'.repeat(500)}${'😀'}`;
  const pieces = splitText(text, 200);
  expect(pieces.map(({ body }) => body).join('')).toBe(text);
  expect(pieces.every(({ body }) => body.isWellFormed())).toBe(true);
});

test('a long text is a first post and a file; white space alone is no post', () => {
  const text = 'a line of it\n'.repeat(2500);
  const { posts, file } = sayText(text, 2000);
  expect(posts).toHaveLength(1);
  expect(posts[0]?.length).toBeLessThanOrEqual(2000);
  expect(posts[0]).toMatch(/^a line of it\n.*all of it is in the file\.$/s);
  expect(file).toBe(text);
  expect(sayText('short', 2000)).toEqual({ posts: ['short'], file: null });
  expect(sayText(' \n '.repeat(900), 2000)).toEqual({ posts: [], file: null });
  expect(sayText('x'.repeat(9000), 2000).posts).toHaveLength(5);
});

test('a large text is cut in time that grows with it', () => {
  const text = 'a line of it\n'.repeat(20_000);
  expect(splitText(text, 2000).length).toBeGreaterThan(100);
});
