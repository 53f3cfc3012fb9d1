import * as z from 'zod';
import type { Path } from './yaml-source.ts';

/** What a schema says about one place: words for a message, and what is valid there. */
export interface SchemaNote {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNote>>;
  readonly items?: SchemaNote;
  readonly additionalProperties?: SchemaNote | boolean;
  readonly anyOf?: readonly SchemaNote[];
}

/** Asks a schema by path, through its JSON Schema: one source for messages, editors and documentation. */
export function schemaNotes(schema: z.ZodType): (path: Path) => SchemaNote {
  let root: SchemaNote | null = null;
  return (path) => {
    root ??= z.toJSONSchema(schema, { io: 'input' }) as SchemaNote;
    return path.reduce<SchemaNote>(stepInto, root);
  };
}

function stepInto(note: SchemaNote, step: string | number): SchemaNote {
  if (typeof step === 'number') return note.items ?? {};
  for (const candidate of [note, ...(note.anyOf ?? [])]) {
    const { properties = {}, additionalProperties } = candidate;
    const property = Object.hasOwn(properties, step) ? properties[step] : undefined;
    if (property !== undefined) return property;
    if (typeof additionalProperties === 'object') return additionalProperties;
  }
  return {};
}

/** The keys that a map may have here. */
export function keysOf(note: SchemaNote): readonly string[] {
  return [note, ...(note.anyOf ?? [])].flatMap((candidate) => Object.keys(candidate.properties ?? {}));
}

/** `a whole number with s, m or h, e.g. 15s` */
export function hintOf(note: SchemaNote): string | undefined {
  const example = note.examples?.[0];
  const parts = [note.description, example === undefined ? undefined : `e.g. ${String(example)}`];
  const text = parts.filter((part) => part !== undefined).join(', ');
  return text === '' ? undefined : text;
}
