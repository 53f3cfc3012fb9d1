import { isMap, isPair, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';

/** From `start` to before `end`, offsets in a text; `text` takes their place. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function applySplice(text: string, { start, end, text: replacement }: Splice): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset after the line feed that ends the line of `offset`. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}

/** Columns before `offset` on its line; a byte order mark is none. */
export function columnOf(text: string, offset: number): number {
  return text.slice(lineStart(text, offset), offset).replace('\ufeff', '').length;
}

export function startOf(node: unknown): number {
  if (isPair(node)) return startOf(node.key);
  return (node as Node).range?.[0] ?? 0;
}

/** The end of a value, or of the colon where there is none; comments and blank lines after it are left out. */
export function endOf(node: unknown): number {
  if (isPair(node)) return hasText(node.value) ? endOf(node.value) : colonEnd(node);
  return (node as Node).range?.[1] ?? 0;
}

/** The start of the line after everything that belongs to `node`. */
export function lineAfter(text: string, node: unknown): number {
  const end = endOf(node);
  return end > 0 && text[end - 1] === '\n' ? end : lineEnd(text, end);
}

export function isBlockText(node: unknown): boolean {
  return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
}

export function isBlockCollection(node: unknown): node is YAMLMap | YAMLSeq {
  return (isMap(node) || isSeq(node)) && node.flow !== true;
}

/** Whether a value stands there at all: `key:` alone has none. */
export function hasText(node: unknown): boolean {
  return !(node === null || (isScalar(node) && node.value === null && (node.source ?? '') === ''));
}

interface SourceToken {
  readonly type: string;
  readonly offset: number;
  readonly source?: string;
}

/** The offset after the colon of `key:`. */
export function colonEnd(pair: Pair): number {
  const tokens = (pair as { srcToken?: { sep?: readonly SourceToken[] } }).srcToken?.sep ?? [];
  const colon = tokens.find(({ type }) => type === 'map-value-ind');
  return colon === undefined ? ((pair.key as Node).range?.[1] ?? 0) : colon.offset + 1;
}

/** The offset of the dash before an item of a block list; `null` where there is none. */
export function dashOf(seq: YAMLSeq, index: number): number | null {
  const token = seq.srcToken as { items?: readonly { start: readonly SourceToken[] }[] } | undefined;
  // The parser gives comments between items an entry of their own.
  const items = token?.items?.filter(({ start }) => start.some(({ type }) => type === 'seq-item-ind')) ?? [];
  return items[index]?.start.find(({ type }) => type === 'seq-item-ind')?.offset ?? null;
}
