import { expect, test } from 'vitest';
import { renderTable, truncate } from '../../src/cli/table.ts';

const columns = [
  { title: 'host' },
  { title: 'for', align: 'right' },
  { title: 'last', max: 8 },
  { title: '' },
] as const;

test('pads by what a terminal shows, and the last column not at all', () => {
  const text = renderTable(columns, [
    ['dragon-lin', '4m', 'ok', '→ mosaic fleet ps'],
    ['竜', '12s', '🐉 fire'],
    ['x'],
  ]);
  expect(text).toBe(
    [
      'HOST        FOR  LAST',
      'dragon-lin   4m  ok       → mosaic fleet ps',
      '竜          12s  🐉 fire',
      'x',
      '',
    ].join('\n'),
  );
});

test('colour does not count, and hostile text cannot colour or break the line', () => {
  const red = (text: string) => `<red>${text}</red>`;
  const text = renderTable(
    [{ title: 'a' }, { title: 'b' }],
    [[{ text: '\x1b[31m\n', color: red }, 'b']],
    red,
  );
  expect(text).toBe('<red>A</red>         <red>B</red>\n<red>\\e[31m\\n</red>  b\n');
});

test('cuts between graphemes', () => {
  expect(truncate('abcdef', 6)).toBe('abcdef');
  expect(truncate('abcdefg', 6)).toBe('abcde…');
  expect(truncate('👩‍💻👩‍💻👩‍💻', 4)).toBe('👩‍💻…');
});
