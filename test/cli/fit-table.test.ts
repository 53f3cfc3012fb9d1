import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { fitTable } from '../../src/cli/fit-table.ts';

const columns = [{ title: 'agent' }, { title: 'last', max: 56 }, { title: '' }];
const rows = [
  ['coder-1', 'run: rm -rf /some/very/long/path/that/goes/on/and/on', '→ mosaic fleet attach coder-1'],
  ['coder-2', 'done', ''],
];
const tableIn = (width: number) => fitTable(columns, rows, (text) => text, { elastic: 'last', width });

test('what has room stays as it is', () => {
  expect(tableIn(Number.POSITIVE_INFINITY)).toBe(tableIn(92));
  expect(tableIn(92)).toContain('on/and/on  → mosaic fleet attach coder-1\n');
});

test('the elastic column gives way first, then hints get lines of their own', () => {
  expect(tableIn(80)).toBe(
    `AGENT    LAST
coder-1  run: rm -rf /some/very/long/path/that/g…  → mosaic fleet attach coder-1
coder-2  done
`,
  );
  expect(tableIn(60)).toBe(
    `AGENT    LAST
coder-1  run: rm -rf /some/very/long/path/that/goes/on/and/…
    → mosaic fleet attach coder-1
coder-2  done
`,
  );
});

test('no line is longer than the terminal, and no row is lost, whatever agents say', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme' })),
      fc.integer({ min: 40, max: 120 }),
      (said, width) => {
        const table = fitTable(
          columns,
          said.map((last) => ['coder-1', last, '→ mosaic fleet ps']),
          (text) => text,
          { elastic: 'last', width },
        );
        const lines = table.split('\n');
        expect(lines.filter((line) => line.startsWith('coder-1'))).toHaveLength(said.length);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      },
    ),
  );
});
