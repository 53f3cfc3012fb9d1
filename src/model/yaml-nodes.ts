import { isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import type { Path } from './yaml-source.ts';

/** The value of a key or item; `undefined` where there is none. */
export function stepInto(node: unknown, step: string | number): unknown {
  if (isMap(node)) return pairOf(node, String(step))?.value ?? undefined;
  return isSeq(node) && typeof step === 'number' ? node.items[step] : undefined;
}

export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

/** The pair whose value stands at `path`. */
export function keyOf(root: unknown, path: Path): Pair | undefined {
  const above = path.slice(0, -1).reduce<unknown>(stepInto, root);
  return isMap(above) ? pairOf(above, String(path.at(-1))) : undefined;
}
