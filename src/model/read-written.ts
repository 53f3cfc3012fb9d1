import * as z from 'zod';
import type { Problem } from './problem.ts';
import { readYaml } from './read-yaml.ts';
import { schemaNotes } from './schema-hints.ts';
import { type Explain, schemaProblems } from './schema-problems.ts';
import type { Path, YamlSource } from './yaml-source.ts';

// zod would write a program for each schema first; most read one small file and are done.
z.config({ jitless: true });

/** A file that was read: what of it is right, and everything that is wrong with it. */
export interface Reading<Draft> {
  readonly source: YamlSource;
  /** What is left when faulty parts are taken out, so that the rest can be checked too; `null` when nothing can be read. */
  readonly draft: Draft | null;
  readonly problems: readonly Problem[];
}

/** Reads a text by its schema; never throws. `draftSchema` is the same with nothing required. */
export function readWritten<Draft>(
  file: string,
  text: string,
  schema: z.ZodType<Draft>,
  draftSchema: z.ZodType<Draft>,
  explain: Explain = () => null,
): Reading<Draft> {
  const { source, value, problems } = readYaml(file, text);
  if (problems.length > 0) return { source, draft: null, problems };
  const parsed = schema.safeParse(value);
  if (parsed.success) return { source, draft: parsed.data, problems: [] };
  const faulty = { source, noteAt: schemaNotes(schema), input: value, explain };
  return {
    source,
    draft: salvage(draftSchema, value),
    problems: schemaProblems(faulty, parsed.error.issues),
  };
}

const ROUNDS = 8;

function salvage<Draft>(schema: z.ZodType<Draft>, value: unknown): Draft | null {
  const copy: unknown = structuredClone(value);
  for (let round = 0; round < ROUNDS; round++) {
    const parsed = schema.safeParse(copy);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : null;
      const paths = keys === null ? [issue.path as Path] : keys.map((key) => [...(issue.path as Path), key]);
      for (const path of paths) takeOut(copy, path);
    }
  }
  return null;
}

// Items of a list keep their index, since places are found by it: what is faulty becomes an empty map.
function takeOut(value: unknown, path: Path): void {
  let at = value;
  for (const step of path.slice(0, -1)) {
    if (typeof at !== 'object' || at === null) return;
    at = (at as Record<string | number, unknown>)[step];
  }
  const last = path.at(-1);
  if (typeof at !== 'object' || at === null || last === undefined) return;
  if (Array.isArray(at)) {
    // In a list of texts an empty map is no better: the list goes.
    if (isEmptyMap(at[Number(last)])) takeOut(value, path.slice(0, -1));
    else at[Number(last)] = {};
  } else delete (at as Record<string, unknown>)[String(last)];
}

function isEmptyMap(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}
