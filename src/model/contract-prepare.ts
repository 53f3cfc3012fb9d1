import * as z from 'zod';

const release = z.string().nullable().describe('64 hex digits; null: none');

/** What `mosaic fleet install --json` prints. */
export const installSchema = z
  .object({
    version: z.literal(1),
    fleet: z.string(),
    hosts: z.array(
      z.object({
        host: z.string(),
        result: z.enum(['ready', 'lacks', 'unreachable']),
        done: z.array(z.string()).describe('commands that were run there'),
        lacks: z.array(z.object({ kind: z.string().describe('e.g. no-tmux, linger-off'), text: z.string() })),
        type: z.array(z.string()).describe('commands to type on the host'),
        why: z.string().nullable(),
        next: z.string().nullable().describe('the command that helps'),
      }),
    ),
  })
  .meta({ title: 'Output of mosaic fleet install --json' });

/** What `mosaic fleet unlock --json` prints. */
export const unlockSchema = z
  .object({
    version: z.literal(1),
    fleet: z.string(),
    hosts: z.array(
      z.object({
        host: z.string(),
        result: z.enum(['free', 'unlocked', 'failed']).describe('free: nothing was pending'),
        undone: z
          .object({ from: release, to: release, by: z.string(), where: z.string() })
          .nullable()
          .describe('the deploy that was undone: the host is back at from'),
        why: z.string().nullable(),
        next: z.string().nullable(),
      }),
    ),
  })
  .meta({ title: 'Output of mosaic fleet unlock --json' });

export type InstallDocument = z.infer<typeof installSchema>;
export type UnlockDocument = z.infer<typeof unlockSchema>;
