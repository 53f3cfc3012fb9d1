import stringWidth from 'string-width';
import { printable } from '../model/printable.ts';
import { type Cell, type Column, renderTable } from './table.ts';

/** Where a text begins to say nothing. */
const LEAST = 24;

type Row = readonly Cell[];

/**
 * A table in `width` columns, so that a terminal breaks no line: the column called `elastic` gives way first; then what
 * stands in the untitled last one goes to lines of its own. Long names still make a line longer.
 */
export function fitTable(
  columns: readonly Column[],
  rows: readonly Row[],
  paint: (text: string) => string,
  { elastic, width }: { readonly elastic: string; readonly width: number },
): string {
  const beside = shrunk(columns, rows, paint, elastic, width);
  const hasHints = columns.at(-1)?.title === '';
  if (!hasHints || widthOf(beside) <= width) return beside;
  const plain = rows.map((row) => row.slice(0, columns.length - 1));
  const [head = '', ...lines] = shrunk(columns.slice(0, -1), plain, paint, elastic, width).split('\n');
  const hints = rows.map((row) => hintLine(row[columns.length - 1] ?? ''));
  return [head, ...lines.map((line, index) => `${line}${hints[index] ?? ''}`)].join('\n');
}

function hintLine(cell: Cell): string {
  const { text, color } = typeof cell === 'string' ? { text: cell, color: (plain: string) => plain } : cell;
  return text === '' ? '' : `\n    ${color(text)}`;
}

function shrunk(
  columns: readonly Column[],
  rows: readonly Row[],
  paint: (text: string) => string,
  elastic: string,
  width: number,
): string {
  const whole = renderTable(columns, rows, paint);
  const over = widthOf(whole) - width;
  if (over <= 0) return whole;
  const at = columns.findIndex(({ title }) => title === elastic);
  const natural = Math.min(
    columns[at]?.max ?? Number.POSITIVE_INFINITY,
    Math.max(0, ...rows.map((row) => stringWidth(textOf(row[at] ?? '')))),
  );
  const max = Math.max(LEAST, natural - over);
  const narrower = columns.map((column, index) => (index === at ? { ...column, max } : column));
  return renderTable(narrower, rows, paint);
}

function textOf(cell: Cell): string {
  return printable(typeof cell === 'string' ? cell : cell.text);
}

function widthOf(table: string): number {
  return Math.max(...table.split('\n').map((line) => stringWidth(line)));
}
