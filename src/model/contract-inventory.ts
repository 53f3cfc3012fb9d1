import * as z from 'zod';

const trust = z
  .enum(['trusted', 'known', 'refused', 'local'])
  .describe('known: pinned before; local: it needs no key; refused: the question was answered with no');

const way = {
  name: z.string(),
  connection: z.enum(['ssh', 'openssh', 'local']),
  address: z.string(),
  port: z.int().min(1).max(65_535),
  user: z.string().nullable(),
  hostKey: z.string().nullable().describe('as pinned: type and base64; null: none'),
  identity: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
};

/** What `mosaic fleet host list --json` prints. */
export const hostListSchema = z
  .object({
    version: z.literal(1),
    hosts: z.array(
      z.object({
        ...way,
        jump: z.string().nullable().describe('the host through which it is reached'),
        fingerprint: z.string().nullable().describe('of hostKey'),
        agents: z.array(z.string()).describe('that the roster places there'),
      }),
    ),
  })
  .meta({ title: 'Output of mosaic fleet host list --json' });

/** What `mosaic fleet host add --json` prints. */
export const hostAddSchema = z
  .object({ version: z.literal(1), host: z.string(), trust })
  .meta({ title: 'Output of mosaic fleet host add --json' });

/** What `mosaic fleet host trust --json` prints. */
export const hostTrustSchema = z
  .object({ version: z.literal(1), hosts: z.array(z.object({ host: z.string(), trust })) })
  .meta({ title: 'Output of mosaic fleet host trust --json' });

/** What `mosaic fleet host rm --json` prints. */
export const hostRmSchema = z
  .object({ version: z.literal(1), host: z.string(), removed: z.literal(true) })
  .meta({ title: 'Output of mosaic fleet host rm --json' });

export type HostListDocument = z.infer<typeof hostListSchema>;
export type HostAddDocument = z.infer<typeof hostAddSchema>;
export type HostTrustDocument = z.infer<typeof hostTrustSchema>;
export type HostRmDocument = z.infer<typeof hostRmSchema>;
