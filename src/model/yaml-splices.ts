import { isMap, isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { YamlChange } from './yaml-change.ts';
import { keyOf, pairOf, stepInto } from './yaml-nodes.ts';
import { removeAt } from './yaml-removal.ts';
import { blockItem, blockPair, inlineYaml, literalBlock, type Quoting } from './yaml-render.ts';
import type { Path } from './yaml-source.ts';
import {
  colonEnd,
  columnOf,
  dashOf,
  endOf,
  hasText,
  isBlockCollection,
  isBlockText,
  lineAfter,
  type Splice,
  startOf,
} from './yaml-span.ts';

/** Where the text of a document changes for a change of its value; empty where there is no way to say it. */
export function splicesOf(text: string, root: unknown, change: YamlChange): readonly Splice[] {
  const { path } = change;
  const last = path.at(-1);
  const parent = path.slice(0, -1).reduce<unknown>(stepInto, root);
  if (last === undefined) return [];
  const node = stepInto(parent, last);
  if (change.kind === 'append' && isSeq(node)) return [appendItem(text, parent, last, node, change.value)];
  if (change.kind === 'remove') return removeAt(text, parent, last, keyOf(root, path.slice(0, -1)));
  const value = change.kind === 'append' ? [change.value] : change.value;
  if (isMap(parent)) return [setPair(text, parent, String(last), value)];
  if (parent === undefined || isEmptyValue(parent))
    return splicesOf(text, root, { kind: 'set', ...around(path, value) });
  return [];
}

function isEmptyValue(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

/** The same wish one level higher: a map with one key. */
function around(path: Path, value: unknown): { readonly path: Path; readonly value: unknown } {
  return { path: path.slice(0, -1), value: { [String(path.at(-1))]: value } };
}

// Several lines, and no blank ones at the end: those could not be told from the blank lines after it.
const LINES = /\n(?=.*\S)|\S\n$/s;

function setPair(text: string, map: YAMLMap, key: string, value: unknown): Splice {
  const pair = pairOf(map, key);
  if (pair === undefined)
    return map.flow === true
      ? insertInFlow(map, `${inlineYaml(key)}: ${inlineYaml(value)}`)
      : insertPair(text, map, key, value);
  const old = pair.value;
  if (typeof value === 'string' && LINES.test(value) && map.flow !== true) {
    const block = replaceByBlock(text, pair, value);
    if (block !== null) return block;
  }
  if (!hasText(old)) return { start: colonEnd(pair), end: colonEnd(pair), text: ` ${inlineYaml(value)}` };
  const end = endOf(old);
  if (!isBlockCollection(old) && !isBlockText(old))
    return { start: startOf(old), end, text: inlineYaml(value, quotingOf(old)) };
  const start = isBlockText(old) ? startOf(old) : colonEnd(pair);
  const feed = text[end - 1] === '\n' ? '\n' : '';
  return { start, end, text: `${isBlockText(old) ? '' : ' '}${inlineYaml(value)}${feed}` };
}

/** A literal block in place of the old value; `null` where a comment behind that value would be swallowed. */
function replaceByBlock(text: string, pair: Pair, value: string): Splice | null {
  const old = pair.value;
  const start = hasText(old) && !isBlockCollection(old) ? startOf(old) : colonEnd(pair);
  const end = lineAfter(text, pair);
  const kept = isBlockText(old) || isBlockCollection(old) ? '' : text.slice(endOf(pair), end).trim();
  if (kept !== '') return null;
  const space = text[start - 1] === ':' ? ' ' : '';
  return { start, end, text: space + literalBlock(value, columnOf(text, startOf(pair))) };
}

function quotingOf(node: unknown): Quoting {
  const type = isScalar(node) ? node.type : undefined;
  return type === 'QUOTE_DOUBLE' ? 'double' : type === 'QUOTE_SINGLE' ? 'single' : 'plain';
}

function insertPair(text: string, map: YAMLMap, key: string, value: unknown): Splice {
  const at = lineAfter(text, map.items.at(-1));
  return {
    start: at,
    end: at,
    text: fresh(text, at) + blockPair(key, value, columnOf(text, startOf(map.items[0]))),
  };
}

function insertInFlow(node: YAMLMap | YAMLSeq, inner: string): Splice {
  const last = node.items.at(-1);
  if (last !== undefined) {
    const at = endOf(last);
    return { start: at, end: at, text: `, ${inner}` };
  }
  const [start, end] = node.range ?? [0, 0];
  return { start: start + 1, end: end - 1, text: isMap(node) ? ` ${inner} ` : inner };
}

// The last line of a file may lack its line feed.
function fresh(text: string, at: number): string {
  return at > 0 && text[at - 1] !== '\n' ? '\n' : '';
}

function appendItem(
  text: string,
  parent: unknown,
  key: string | number,
  seq: YAMLSeq,
  value: unknown,
): Splice {
  if (seq.flow === true) {
    const pair = isMap(parent) && parent.flow !== true ? pairOf(parent, String(key)) : undefined;
    if (pair === undefined || seq.items.length > 0) return insertInFlow(seq, inlineYaml(value));
    // An empty list becomes one of the kind that people write; what stands behind its brackets stays there.
    const end = lineAfter(text, seq);
    const behind = text.slice(endOf(seq), end);
    const item = blockItem(value, columnOf(text, startOf(pair)) + 2);
    return { start: colonEnd(pair), end, text: `${behind}${behind.endsWith('\n') ? '' : '\n'}${item}` };
  }
  const at = lineAfter(text, seq);
  const dash = dashOf(seq, 0);
  return {
    start: at,
    end: at,
    text: fresh(text, at) + blockItem(value, dash === null ? 2 : columnOf(text, dash)),
  };
}
