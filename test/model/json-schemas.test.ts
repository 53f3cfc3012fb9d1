import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jsonSchema, schemaNames } from '../../src/model/json-schemas.ts';

// The shipped files are for editors that cannot run a command. After a change: vitest run -u of this file.
test.each(schemaNames)('docs/schema/%s.schema.json is what the checker knows', async (name) => {
  const file = join(import.meta.dirname, '../../docs/schema', `${name}.schema.json`);
  await expect(jsonSchema(name)).toMatchFileSnapshot(file);
});

test('every key of a schema is strict and every leaf says what it is', () => {
  const visit = (node: unknown, path: string): string[] => {
    if (typeof node !== 'object' || node === null) return [];
    const { type, title, additionalProperties } = node as Record<string, unknown>;
    const own = type === 'object' && additionalProperties === undefined ? [`${path} allows anything`] : [];
    const untitled = type === 'string' && path.includes('properties') && title === undefined ? [path] : [];
    const isName = path.endsWith('propertyNames') || path.endsWith('labels.additionalProperties');
    return [
      ...own,
      ...(isName ? [] : untitled),
      ...Object.entries(node).flatMap(([key, child]) => visit(child, `${path}.${key}`)),
    ];
  };
  for (const name of schemaNames) expect(visit(JSON.parse(jsonSchema(name)), name)).toEqual([]);
});
