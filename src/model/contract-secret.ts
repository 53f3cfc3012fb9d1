import * as z from 'zod';

const agents = z.array(z.string()).describe('agents and connectors that use it');
const source = z.string().describe('env:…, file:…, command:… or age');

/** What `mosaic fleet secret list --json` and `secret test --json` print; never values. */
export const secretListSchema = z
  .object({
    version: z.literal(1),
    secrets: z.array(
      z.object({
        secret: z.string(),
        source,
        agents,
        ok: z.boolean().describe('whether its value can be had'),
        length: z.string().nullable().describe('roughly how long it is, in words'),
        why: z.string().nullable().describe('why it cannot be had'),
        next: z.string().nullable().describe('what helps'),
      }),
    ),
  })
  .meta({ title: 'Output of mosaic fleet secret list --json' });

/** What `mosaic fleet secret set --json` and `secret rotate --json` print. */
export const secretSetSchema = z
  .object({
    version: z.literal(1),
    secret: z.string(),
    source,
    agents,
    changed: z
      .boolean()
      .nullable()
      .describe('whether secrets.age has another value now; null: it is not kept there'),
    madeIdentity: z.string().nullable().describe('path of the age identity, when it was made'),
    fault: z.string().nullable().describe('why its value cannot be had yet'),
  })
  .meta({ title: 'Output of mosaic fleet secret set --json' });

/** What `mosaic fleet secret rm --json` prints. */
export const secretRmSchema = z
  .object({ version: z.literal(1), secret: z.string(), removed: z.literal(true) })
  .meta({ title: 'Output of mosaic fleet secret rm --json' });

/** What `mosaic fleet secret share --json` prints. */
export const secretShareSchema = z
  .object({ version: z.literal(1), recipients: z.array(z.string()).describe('who can open secrets.age') })
  .meta({ title: 'Output of mosaic fleet secret share --json' });

export type SecretListDocument = z.infer<typeof secretListSchema>;
export type SecretSetDocument = z.infer<typeof secretSetSchema>;
export type SecretRmDocument = z.infer<typeof secretRmSchema>;
export type SecretShareDocument = z.infer<typeof secretShareSchema>;
