import * as z from 'zod';

const host = z.object({
  name: z.string(),
  suite: z.enum(['bookworm', 'trixie']),
  address: z.string(),
  port: z.int(),
  user: z.string(),
  hostKey: z.string(),
  identity: z.string().describe('private key file that opens it'),
  state: z.enum(['running', 'frozen', 'off', 'partitioned']),
});

/** What `mosaic lab up --json` prints. */
export const labUpSchema = z
  .object({ version: z.literal(1), id: z.string(), hosts: z.array(host) })
  .meta({ title: 'Output of mosaic lab up --json' });

/** What `mosaic lab down --json` prints. */
export const labDownSchema = z
  .object({ version: z.literal(1), removed: z.array(z.string()).describe('ids of labs') })
  .meta({ title: 'Output of mosaic lab down --json' });

/** What `mosaic lab list --json` prints. */
export const labListSchema = z
  .object({
    version: z.literal(1),
    labs: z.array(
      z.object({
        id: z.string(),
        kept: z.boolean().describe('false: it ends with the process that made it'),
        here: z.boolean().describe('fleet commands in this directory talk to it'),
        hosts: z.array(host),
      }),
    ),
  })
  .meta({ title: 'Output of mosaic lab list --json' });

/** What `mosaic lab kill|boot|freeze|thaw|partition|heal --json` prints. */
export const labHostsSchema = z
  .object({ version: z.literal(1), hosts: z.array(host).describe('those that were named, as they are now') })
  .meta({ title: 'Output of mosaic lab kill, boot, freeze, thaw, partition and heal --json' });

export type LabUpDocument = z.infer<typeof labUpSchema>;
export type LabDownDocument = z.infer<typeof labDownSchema>;
export type LabListDocument = z.infer<typeof labListSchema>;
export type LabHostsDocument = z.infer<typeof labHostsSchema>;
