import * as z from 'zod';
import type { Staging } from './fleet-input.ts';
import { fail, type Result, succeed } from './problem.ts';
import { hostsOf } from './read-inventory.ts';
import { readWritten } from './read-written.ts';
import { inventorySchema } from './written-inventory.ts';

const stagingSchema = z.strictObject({ id: z.string(), hosts: inventorySchema.shape.hosts });

/** Reads the file that binds a fleet directory to staging hosts, as `mosaic lab up` writes it. */
export function readStaging(file: string, text: string): Result<Staging> {
  const { draft, problems } = readWritten(file, text, stagingSchema, stagingSchema.partial());
  if (problems.length > 0 || draft === null) {
    return fail(
      problems.map((problem) => ({
        ...problem,
        hint: 'mosaic lab up  writes this file again, mosaic lab down  removes it',
      })),
    );
  }
  return succeed({ id: draft.id ?? '', hosts: hostsOf({ hosts: draft.hosts ?? {} }) });
}
