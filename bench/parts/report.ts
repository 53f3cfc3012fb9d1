import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

export type Row = readonly (string | number)[];

/** Prints a Markdown table; numbers to the right. */
export function printTable(title: string, head: readonly string[], rows: readonly Row[]): void {
  const cells = rows.map((row) => row.map(String));
  const widths = head.map((word, column) =>
    Math.max(word.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  process.stdout.write(`\n${title}\n\n${[line(head), rule, ...cells.map(line)].join('\n')}\n`);
}

/** Writes what was measured, with the machine that it was measured on. */
export function writeResults(name: string, results: unknown): void {
  const folder = join(import.meta.dirname, '../results');
  mkdirSync(folder, { recursive: true });
  const machine = {
    cpus: cpus().length,
    model: cpus()[0]?.model ?? '',
    memory: totalmem(),
    node: process.version,
    load: loadavg(),
  };
  const file = join(folder, `${name}.json`);
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`);
  process.stdout.write(
    `\nload average at the end ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')} · ${file}\n`,
  );
}

/** Progress goes to stderr: stdout is the tables. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function fixed(value: number, digits: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(digits);
}
