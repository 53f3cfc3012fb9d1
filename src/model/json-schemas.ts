import * as z from 'zod';
import { inventorySchema } from './written-inventory.ts';
import { presetSchema } from './written-preset.ts';
import { rosterSchema } from './written-roster.ts';

const schemas = { roster: rosterSchema, inventory: inventorySchema, preset: presetSchema } as const;

export type SchemaName = keyof typeof schemas;

export const schemaNames = Object.keys(schemas) as readonly SchemaName[];

/** The JSON Schema of a file that users write, for editors; text with a last newline. */
export function jsonSchema(name: SchemaName): string {
  return `${JSON.stringify(z.toJSONSchema(schemas[name], { io: 'input' }), null, 2)}\n`;
}
