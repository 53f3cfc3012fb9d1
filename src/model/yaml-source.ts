import { type Document, isMap, isPair, isScalar, isSeq, type LineCounter } from 'yaml';
import type { Place } from './problem.ts';

export type Path = readonly (string | number)[];

/** A YAML text with the places of everything in it. `file` is what problems call it. */
export interface YamlSource {
  readonly file: string;
  readonly text: string;
  readonly doc: Document;
  readonly lines: LineCounter;
}

/** Where `path` stands: its value, or its key. What is not there is looked for at the nearest thing around it. */
export function placeOf(source: YamlSource, path: Path, part: 'value' | 'key' = 'value'): Place {
  let node: unknown = source.doc.contents;
  let span = rangeOf(firstKey(node)) ?? [0, 0];
  for (const [depth, step] of path.entries()) {
    const found = child(node, step);
    if (found === null) break;
    const isWanted = depth === path.length - 1 && part === 'value';
    span = (isWanted ? rangeOf(found.value) : null) ?? rangeOf(found.key) ?? span;
    node = found.value;
  }
  return placeOfSpan(source, span[0], span[1]);
}

interface Child {
  /** The key, or for an item of a list the first key within it. */
  readonly key: unknown;
  readonly value: unknown;
}

function child(node: unknown, step: string | number): Child | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
    return pair === undefined ? null : { key: pair.key, value: pair.value };
  }
  if (!isSeq(node) || typeof step !== 'number') return null;
  const item = node.items[step];
  return item === undefined ? null : { key: firstKey(item) ?? item, value: item };
}

function firstKey(node: unknown): unknown {
  const first = isMap(node) ? node.items[0] : null;
  return isPair(first) ? first.key : null;
}

function rangeOf(node: unknown): readonly [number, number] | null {
  if (!(isScalar(node) || isMap(node) || isSeq(node)) || !node.range) return null;
  const [start, end] = node.range;
  return end > start ? [start, end] : null;
}

/** A place of `start` to `end`, offsets in the text, cut at the end of its first line. */
export function placeOfSpan(source: YamlSource, start: number, end: number): Place {
  const { line, col } = source.lines.linePos(start);
  const from = source.lines.lineStarts[line - 1] ?? 0;
  const until = source.text.indexOf('\n', from);
  const whole = source.text.slice(from, until < 0 ? undefined : until);
  const text = whole.replace(/\r$/, '').replace(/^\ufeff/, '');
  const column = Math.max(1, col - (whole.startsWith('\ufeff') ? 1 : 0));
  const length = Math.max(1, Math.min(end - start, text.length - column + 1));
  return { file: source.file, line: Math.max(1, line), column, length, text: showsToken(text) ? '' : text };
}

/** Whether a line may hold a token itself instead of a reference: whatever else is wrong on it, it is not shown. */
function showsToken(line: string): boolean {
  return (
    /(?:^|[\s{,"'])token["']?\s*:\s*(?!["']?secret:)[^\s#]/.test(line) ||
    /[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}/.test(line)
  );
}

/** The text of a scalar as it stands in the file, e.g. a number before it lost its last digits. */
export function writtenText(source: YamlSource, path: Path): string | null {
  let node: unknown = source.doc.contents;
  for (const step of path) node = child(node, step)?.value;
  return isScalar(node) && typeof node.source === 'string' ? node.source : null;
}
