import stringWidth from 'string-width';
import { printable } from '../model/printable.ts';

export interface Column {
  /** Printed in capitals; empty for a hint at the end of the line. */
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Longer text is cut, with an ellipsis. In terminal columns. */
  readonly max?: number;
}

/** Text as it is, hostile or not; colour is given apart, since control characters in the text are made visible. */
export type Cell = string | { readonly text: string; readonly color: (text: string) => string };

const GAP = '  ';

/** Aligned lines without borders, the last column unpadded. Ends with a line feed; `paint` colours the header. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paint: (text: string) => string = (text) => text,
): string {
  const header = columns.map(({ title }): Cell => ({ text: title.toUpperCase(), color: paint }));
  const lines = [header, ...rows].map((row) =>
    columns.map((column, index) => measure(row[index] ?? '', column)),
  );
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.width ?? 0)));
  return lines.map((line) => `${joinCells(line, columns, widths)}\n`).join('');
}

interface Measured {
  readonly text: string;
  readonly width: number;
  readonly color: (text: string) => string;
}

function measure(cell: Cell, column: Column): Measured {
  const { text, color } = typeof cell === 'string' ? { text: cell, color: (plain: string) => plain } : cell;
  const fitted = truncate(printable(text), column.max ?? Number.POSITIVE_INFINITY);
  return { text: fitted, width: stringWidth(fitted), color };
}

/** Cuts between graphemes, never inside an emoji or an accented letter. */
export function truncate(text: string, max: number): string {
  if (stringWidth(text) <= max) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    width += stringWidth(segment);
    if (width > max - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

function joinCells(line: readonly Measured[], columns: readonly Column[], widths: readonly number[]): string {
  const last = line.findLastIndex((cell) => cell.text !== '');
  return line
    .slice(0, last + 1)
    .map((cell, index) => {
      const padding = ' '.repeat((widths[index] ?? 0) - cell.width);
      const painted = cell.color(cell.text);
      if (columns[index]?.align === 'right') return padding + painted;
      return index === last ? painted : painted + padding;
    })
    .join(GAP);
}
