import { definedEntries } from './yaml-render.ts';
import type { Path } from './yaml-source.ts';

/** One change of a YAML file's value. Maps that are missing on the way to a set value are made. */
export type YamlChange =
  | { readonly kind: 'set'; readonly path: Path; readonly value: unknown }
  | { readonly kind: 'remove'; readonly path: Path }
  /** Adds an item at the end of a list; makes the list where there is none. */
  | { readonly kind: 'append'; readonly path: Path; readonly value: unknown };

/** The value that a file must have after a change; what the edited text is measured by. */
export function changedValue(value: unknown, change: YamlChange): unknown {
  return changeAt(plain(value), change.path, change);
}

/** The change as the smallest ones that do the same: a map over a map is a change of the keys that differ. */
export function smallChanges(value: unknown, change: YamlChange): readonly YamlChange[] {
  if (change.kind !== 'set' || !isMapValue(change.value)) return [change];
  const old = change.path.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, step) ? member(at, String(step)) : null,
    value,
  );
  const wanted = definedEntries(change.value);
  if (!isMapValue(old) || wanted.length === 0) return [change];
  const removed = Object.keys(old).filter((key) => !wanted.some(([kept]) => kept === key));
  return [
    ...wanted.flatMap(([key, item]) =>
      smallChanges(value, { kind: 'set', path: [...change.path, key], value: item }),
    ),
    ...removed.map((key): YamlChange => ({ kind: 'remove', path: [...change.path, key] })),
  ];
}

function isMapValue(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function changeAt(value: unknown, path: Path, change: YamlChange): unknown {
  const [step, ...rest] = path;
  if (step === undefined) {
    return change.kind === 'append'
      ? [...((value as unknown[] | null) ?? []), plain(change.value)]
      : plain(leaf(change));
  }
  if (Array.isArray(value)) {
    const isGone = change.kind === 'remove' && rest.length === 0;
    return value.flatMap((item, index) =>
      index !== step ? [item] : isGone ? [] : [changeAt(item, rest, change)],
    );
  }
  const map = { ...(value as Record<string, unknown> | null) };
  if (change.kind === 'remove' && rest.length === 0) delete map[step];
  else if (change.kind !== 'remove' || Object.hasOwn(map, step))
    map[step] = changeAt(map[step] ?? null, rest, change);
  return map;
}

function leaf(change: YamlChange): unknown {
  return change.kind === 'set' ? change.value : null;
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(definedEntries(value).map(([key, item]) => [key, plain(item)]));
}

/** Equal as data; the order of keys does not count. */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSameValue(member(a, key), member(b, key)))
  );
}

function member(value: object, key: string): unknown {
  return (value as Record<string, unknown>)[key];
}
