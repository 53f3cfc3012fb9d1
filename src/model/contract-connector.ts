import * as z from 'zod';

const version = z.literal(1);

/** What `mosaic fleet connector list --json` prints. */
export const connectorListSchema = z
  .object({
    version,
    connectors: z.array(
      z.object({
        connector: z.string(),
        kind: z.string(),
        agent: z.string().describe('who answers'),
        host: z.string(),
        server: z.string(),
        channel: z.string(),
        allow: z.array(z.string()).describe('ids of those who may speak'),
        owners: z.array(z.string()).describe('ids of those who may also approve, deny, stop and restart'),
        mention: z.boolean().describe('whether only what names the bot is meant for it'),
        secret: z.string().describe('the secret that holds its token'),
        api: z.string().nullable().describe('another server that speaks the protocol; null: the platform'),
      }),
    ),
  })
  .meta({ title: 'Output of mosaic fleet connector list --json' });

/** What `mosaic fleet connector add --json` prints. */
export const connectorAddSchema = z
  .object({
    version,
    connector: z.string(),
    secret: z.string().describe('the secret that holds its token'),
    changes: z.array(z.string()).describe('what was changed in the roster, in words'),
  })
  .meta({ title: 'Output of mosaic fleet connector add --json' });

/** What `mosaic fleet connector rm --json` prints. */
export const connectorRmSchema = z
  .object({ version, connector: z.string(), removed: z.literal(true) })
  .meta({ title: 'Output of mosaic fleet connector rm --json' });

/** What `mosaic fleet connector restart --json` prints. */
export const connectorRestartSchema = z
  .object({ version, connector: z.string(), restarted: z.literal(true) })
  .meta({ title: 'Output of mosaic fleet connector restart --json' });

const step = z.object({
  step: z.enum(['deployed', 'setup', 'link', 'agent']).describe('what was tried, in this order'),
  ok: z.boolean(),
  said: z.string().describe('what came of it; may hold text of the agent, not to be trusted'),
  next: z.string().nullable().describe('the command that helps'),
});

/** What `mosaic fleet connector test --json` prints. */
export const connectorTestSchema = z
  .object({
    version,
    connectors: z.array(
      z.object({
        connector: z.string(),
        host: z.string(),
        ok: z.boolean(),
        steps: z.array(step).describe('those after a step that failed are left out'),
        channel: z.string(),
      }),
    ),
  })
  .meta({ title: 'Output of mosaic fleet connector test --json' });

/** What `mosaic fleet connector pair --json` prints. */
export const connectorPairSchema = z
  .object({
    version,
    connector: z.string(),
    code: z.string().describe('what the person sends to the bot as a direct message'),
    until: z.iso.datetime().describe('by the host’s clock'),
  })
  .meta({ title: 'Output of mosaic fleet connector pair --json' });

export type ConnectorTestDocument = z.infer<typeof connectorTestSchema>;
export type ConnectorRestartDocument = z.infer<typeof connectorRestartSchema>;
export type ConnectorPairDocument = z.infer<typeof connectorPairSchema>;
export type ConnectorListDocument = z.infer<typeof connectorListSchema>;
export type ConnectorAddDocument = z.infer<typeof connectorAddSchema>;
export type ConnectorRmDocument = z.infer<typeof connectorRmSchema>;
