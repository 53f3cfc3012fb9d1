import { printable } from './printable.ts';
import type { Place, Problem } from './problem.ts';

/** How parts of a problem are coloured; the functions of picocolors fit. */
export interface ProblemStyle {
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const same = (text: string): string => text;
export const plainProblems: ProblemStyle = { red: same, yellow: same, bold: same, dim: same };

/** A problem as a terminal shows it: `file:line:column`, what is wrong, the line, a caret, and what to type. No last newline. */
export function formatProblem(problem: Problem, style: ProblemStyle = plainProblems): string {
  const colour = problem.severity === 'error' ? style.red : style.yellow;
  const { place } = problem;
  const where =
    place === undefined ? [] : [style.bold(`${printable(place.file)}:${place.line}:${place.column}`)];
  const head = [...where, colour(problem.severity), printable(problem.message)].join('  ');
  const hint = (problem.hint ?? '').split('\n').map(printable);
  if (place === undefined || place.text.trim() === '') {
    return [head, ...hint.filter((line) => line !== '').map((line) => `   ${line}`)].join('\n');
  }
  return [head, ...excerpt(place, hint, style, colour)].join('\n');
}

function excerpt(
  place: Place,
  hint: readonly string[],
  style: ProblemStyle,
  colour: (text: string) => string,
) {
  const { before, marked, after } = cut(place);
  const number = String(place.line);
  const gutter = `   ${' '.repeat(number.length)} |`;
  const indent = ' '.repeat(width(before) + 1);
  const caret = colour('^'.repeat(Math.max(1, width(marked))));
  const [first = '', ...more] = hint;
  const hang = `${indent}${' '.repeat(Math.max(1, width(marked)))}  `;
  return [
    `   ${style.dim(`${number} |`)} ${before}${marked}${after}`,
    `${style.dim(gutter)}${indent}${caret}${first === '' ? '' : `  ${first}`}`,
    ...more.map((line) => `${style.dim(gutter)}${hang}${line}`),
  ];
}

const BEFORE = 60;
const MARKED = 60;
const AFTER = 40;

// A line may be very long: what stands around the fault is enough.
function cut({ text, column, length }: Place) {
  const start = column - 1;
  const end = start + length;
  const from = start > BEFORE + 10 ? start - BEFORE : 0;
  const before = `${from > 0 ? '…' : ''}${shown(text.slice(from, start))}`;
  const marked =
    length > MARKED ? `${shown(text.slice(start, start + MARKED))}…` : shown(text.slice(start, end));
  const rest = text.slice(end);
  const after = length > MARKED ? '' : rest.length > AFTER ? `${shown(rest.slice(0, AFTER))}…` : shown(rest);
  return { before, marked, after };
}

function shown(text: string): string {
  return printable(text.replaceAll('\t', ' '));
}

const NARROWLESS = /\p{Mn}|\p{Me}|\u200d|\ufe0f/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Columns of a terminal; close enough for a caret. */
function width(text: string): number {
  let columns = 0;
  for (const character of text) columns += NARROWLESS.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}
