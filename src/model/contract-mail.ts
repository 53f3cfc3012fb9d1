import * as z from 'zod';
import type { DeepReadonly } from './deep-readonly.ts';

const time = z.iso.datetime().nullable();

const mail = z.object({
  id: z.string().describe('32 hex digits'),
  host: z.string(),
  agent: z.string().describe('who it is for'),
  from: z
    .string()
    .nullable()
    .describe('in words; text of its sender, not to be trusted; null: not known any more'),
  state: z
    .enum(['queued', 'held', 'typing', 'injected', 'started', 'answered', 'expired', 'failed', 'ambiguous'])
    .describe(
      'answered, expired, failed and ambiguous are final; ambiguous: it may have arrived, and is not typed again',
    ),
  why: z.string(),
  at: time.describe('when it was written, by the host’s clock'),
  since: time.describe('since when it is in this state'),
  turn: z.int().min(0).nullable().describe('the agent’s turn that it began'),
});

/** What `mosaic fleet mail --json` prints. */
export const mailSchema = z
  .object({
    version: z.literal(1),
    fleet: z.string(),
    mails: z.array(mail).describe('by host and agent, oldest first; what is over is kept for seven days'),
    hosts: z.array(
      z.object({
        host: z.string(),
        courier: z.enum(['running', 'down', 'none']).nullable().describe('null: the host does not answer'),
        error: z.object({ code: z.string(), message: z.string(), next: z.string() }).nullable(),
      }),
    ),
  })
  .meta({ title: 'Output of mosaic fleet mail --json' });

export type MailDocument = DeepReadonly<z.infer<typeof mailSchema>>;
