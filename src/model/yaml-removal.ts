import { isMap, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { pairOf } from './yaml-nodes.ts';
import { colonEnd, dashOf, endOf, lineAfter, lineStart, type Splice, startOf } from './yaml-span.ts';

/** Takes a key or an item out of its map or list. `key` is the pair whose value that map or list is. */
export function removeAt(
  text: string,
  parent: unknown,
  step: string | number,
  key: Pair | undefined,
): readonly Splice[] {
  if (!isMap(parent) && !isSeq(parent)) return [];
  const index = isMap(parent) ? parent.items.indexOf(pairOf(parent, String(step)) as Pair) : Number(step);
  const item = parent.items[index];
  if (item === undefined) return [];
  if (parent.items.length === 1) return emptied(text, parent, key);
  if (parent.flow === true) return [removeInFlow(parent, index)];
  const start = isSeq(parent) ? (dashOf(parent, index) ?? startOf(item)) : startOf(item);
  const isFirstOnLine = text.slice(lineStart(text, start), start).replace('\ufeff', '').trim() === '';
  if (isFirstOnLine) {
    const from = text[0] === '\ufeff' && lineStart(text, start) === 0 ? 1 : lineStart(text, start);
    return [{ start: from, end: lineAfter(text, item), text: '' }];
  }
  // The first key behind a dash: the next one takes its place.
  const next = parent.items[index + 1];
  return next === undefined ? [] : [{ start, end: startOf(next), text: '' }];
}

/** Without its only item a collection is `{}` or `[]`, beside its key; comments around it stay. */
function emptied(text: string, node: YAMLMap | YAMLSeq, key: Pair | undefined): readonly Splice[] {
  const empty = isMap(node) ? '{}' : '[]';
  const [start = 0, end = 0] = node.range ?? [];
  if (node.flow === true) return [{ start, end, text: empty }];
  const isBelow = key !== undefined && lineStart(text, start) > startOf(key);
  if (!isBelow) {
    const last = endOf(node);
    return [{ start, end: last, text: text[last - 1] === '\n' ? `${empty}\n` : empty }];
  }
  // The later one first: it does not move the other.
  return [
    { start: lineStart(text, start), end: lineAfter(text, node), text: '' },
    { start: colonEnd(key), end: colonEnd(key), text: ` ${empty}` },
  ];
}

function removeInFlow(node: YAMLMap | YAMLSeq, index: number): Splice {
  const item = node.items[index];
  const next = node.items[index + 1];
  if (next !== undefined) return { start: startOf(item), end: startOf(next), text: '' };
  return { start: endOf(node.items[index - 1]), end: endOf(item), text: '' };
}
