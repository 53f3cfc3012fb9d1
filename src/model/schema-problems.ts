import type * as z from 'zod';
import { envNameFault } from './env-name.ts';
import { asName } from './names.ts';
import { knownHint } from './nearest.ts';
import type { Problem } from './problem.ts';
import { hintOf, keysOf, type SchemaNote } from './schema-hints.ts';
import { type Path, placeOf, writtenText, type YamlSource } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

/** Better words for a fault that a schema cannot explain, by the path of the faulty key or value; `null` leaves it. */
export type Explain = (path: Path, value: unknown) => Explanation | null;

/** `isPrivate`: the line is not shown, since it may hold what nobody is to read. */
export type Explanation = Fault & { readonly isPrivate?: true };

export interface Faulty {
  readonly source: YamlSource;
  readonly noteAt: (path: Path) => SchemaNote;
  /** The value that was parsed. */
  readonly input: unknown;
  readonly explain: Explain;
}

/** What a schema found in a file, in words, each at its place. */
export function schemaProblems(faulty: Faulty, issues: readonly Issue[]): readonly Problem[] {
  return issues.flatMap((issue) => problemsOf(faulty, issue, issue.path as Path));
}

type Context = Faulty;
type Fault = Pick<Problem, 'message' | 'hint'>;

function problemsOf(context: Context, issue: Issue, path: Path): readonly Problem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(context, path, key));
  if (issue.code === 'invalid_key') return [wrongKey(context, path)];
  if (issue.code === 'invalid_union') {
    const branch = likelyBranch(issue.errors);
    if (branch !== null)
      return branch.flatMap((inner) => problemsOf(context, inner, [...path, ...(inner.path as Path)]));
  }
  return [wrongValue(context, path)];
}

// The branch that accepted the kind of value; the others only say that it is of another kind.
function likelyBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const accepts = (branch: readonly Issue[]) =>
    !branch.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0);
  return branches.find(accepts) ?? null;
}

function unknownKey({ source, noteAt, input, explain }: Context, path: Path, key: string): Problem {
  const full = [...path, key];
  const hint = knownHint(key, keysOf(noteAt(path)), 20);
  const fault = explain(full, valueAt(input, full)) ?? { message: `unknown key ${quoted(key)}`, hint };
  return { severity: 'error', ...fault, place: placeOf(source, full, 'key') };
}

function wrongKey({ source }: Context, path: Path): Problem {
  const key = String(path.at(-1));
  const place = placeOf(source, path, 'key');
  if (path.at(-2) === 'env') {
    const hint = envNameFault(key) ?? '';
    return { severity: 'error', message: `${quoted(key)} cannot be a variable of the roster`, hint, place };
  }
  const near = asName(key);
  const rule = 'small letters, digits and hyphens, beginning with a letter, at most 63 characters';
  const hint = near === null ? rule : `${rule}. Did you mean ${near}?`;
  return { severity: 'error', message: `${quoted(key)} is not a name`, hint, place };
}

function wrongValue(context: Context, path: Path): Problem {
  const { source, noteAt, input } = context;
  const note = noteAt(path);
  const value = valueAt(input, path);
  const key = typeof path.at(-1) === 'number' ? (note.title ?? 'an item') : String(path.at(-1) ?? 'the file');
  const { isPrivate, ...fault }: Explanation =
    context.explain(path, value) ??
    (value === undefined
      ? missing(key, note)
      : value === null
        ? empty(key, note)
        : wrong(source, path, note, value));
  const place = placeOf(source, path);
  return { severity: 'error', ...fault, place: isPrivate === true ? { ...place, text: '' } : place };
}

function missing(key: string, note: SchemaNote): Fault {
  const example = note.examples?.[0];
  return {
    message: `${key} is missing`,
    hint: `add  ${key}: ${example === undefined ? '…' : String(example)}`,
  };
}

function empty(key: string, note: SchemaNote): Fault {
  const example = note.type === 'string' && note.title === 'a value of env' ? '""' : note.examples?.[0];
  return {
    message: `${key} has no value`,
    hint: `type  ${key}: ${String(example ?? '…')}  or remove the line`,
  };
}

const KIND: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'a map',
  array: 'a list',
  integer: 'a whole number',
};

function wrong(source: YamlSource, path: Path, note: SchemaNote, value: unknown): Fault {
  const key = String(path.at(-1) ?? 'the file');
  const isText = note.type === 'string' || note.anyOf?.some((option) => option.type === 'string') === true;
  if (isText && (typeof value === 'number' || typeof value === 'boolean')) {
    const written = writtenText(source, path) ?? String(value);
    if (hasOwnUnit(note)) return withHint(`${written} is not ${note.title}`, hintOf(note));
    const isItem = typeof path.at(-1) === 'number';
    const hint = isItem ? `type  "${written}"` : `type  ${key}: "${written}"`;
    const what = isItem ? (note.title ?? 'an item') : key;
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
      return withHint(`${what} must be text: the number ${written} loses its last digits`, hint);
    return withHint(`${what} must be text, and ${written} is a ${typeof value}`, hint);
  }
  const kind = KIND[note.type ?? ''];
  if (kind !== undefined && kindOf(value) !== note.type && typeof value === 'object') {
    const message = `${key} must be ${kind}, and this is ${KIND[kindOf(value)] ?? 'something else'}`;
    return withHint(message, hintOf(note));
  }
  return withHint(`${quoted(value)} is not ${note.title ?? `valid for ${key}`}`, wordHint(note, value));
}

function withHint(message: string, hint: string | undefined): Fault {
  return hint === undefined ? { message } : { message, hint };
}

// `15` is not mended by quotes where a unit is missing.
function hasOwnUnit(note: SchemaNote): boolean {
  return ['a duration', 'an amount of memory', 'a share of cores'].includes(note.title ?? '');
}

function wordHint(note: SchemaNote, value: unknown): string | undefined {
  const rule = hintOf(note);
  if (typeof value !== 'string') return rule;
  const words = (note as { enum?: readonly string[] }).enum;
  if (words !== undefined) return knownHint(value, words);
  const constant = (note as { const?: string }).const;
  if (constant !== undefined) return `type  ${constant}`;
  const isName = note.description?.startsWith('small letters') === true;
  const near = isName ? asName(value) : null;
  return near === null || near === value ? rule : `${note.description ?? ''}. Did you mean ${near}?`;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
}

function quoted(value: unknown): string {
  if (typeof value !== 'string') return typeof value === 'object' ? 'this' : String(value);
  return value.length > 60 ? `"${value.slice(0, 57)}…"` : `"${value}"`;
}
