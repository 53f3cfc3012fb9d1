import * as z from 'zod';

/** What `mosaic fleet harness list --json` prints. */
export const harnessListSchema = z
  .object({
    version: z.literal(1),
    harnesses: z.array(
      z.object({
        harness: z.string(),
        version: z.string(),
        hosts: z.array(z.string()).describe('that need it'),
        locked: z
          .enum(['own', 'shipped'])
          .nullable()
          .describe('own: harness.lock of the fleet directory; null: nobody knows what it installs'),
        platforms: z.array(z.string()).describe('what hosts it can be installed on'),
      }),
    ),
  })
  .meta({ title: 'Output of mosaic fleet harness list --json' });

/** What `mosaic fleet harness lock --json` prints. */
export const harnessLockSchema = z
  .object({
    version: z.literal(1),
    written: z.boolean().describe('whether harness.lock was changed'),
    added: z.array(z.object({ harness: z.string(), version: z.string(), platforms: z.array(z.string()) })),
    removed: z.array(z.string()).describe('NAME@VERSION that no host needs any more'),
  })
  .meta({ title: 'Output of mosaic fleet harness lock --json' });

export type HarnessListDocument = z.infer<typeof harnessListSchema>;
export type HarnessLockDocument = z.infer<typeof harnessLockSchema>;
