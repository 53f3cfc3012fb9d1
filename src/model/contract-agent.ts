import * as z from 'zod';
import { psRowSchema, stateSchema } from './contract-ps.ts';
import type { DeepReadonly } from './deep-readonly.ts';

const limit = z.number().min(0).nullable();

const rule = z
  .object({
    rule: z.string(),
    means: z.string(),
    state: stateSchema.nullable().describe('null: it does not apply'),
    saw: z.string(),
    since: z.number().nullable().describe('seconds since 1970, by the host’s clock'),
  })
  .describe('in their order; the first that applies decides');

/** What `mosaic fleet status AGENT --json` prints. */
export const statusSchema = z
  .object({
    version: z.literal(1),
    fleet: z.string(),
    agent: psRowSchema,
    deployed: z
      .object({
        release: z.string(),
        workdir: z.string(),
        limits: z.object({
          memory: limit.describe('bytes'),
          cpu: limit.describe('per cent of one core'),
          tasks: limit,
        }),
        unit: z.string().nullable().describe('in the words of systemd; null: it did not answer'),
        restarts: z.int().min(0).nullable(),
        launch: z
          .object({ deployed: z.string(), running: z.string().nullable() })
          .describe('they differ until a restart'),
        exit: z.string().nullable().describe('how it last ended'),
        stoppedBy: z.string().nullable(),
        screen: z.array(z.string()).describe('its last lines; text of the agent, not to be trusted'),
        rules: z.array(rule),
      })
      .nullable()
      .describe('null: it is not deployed, or its host does not answer'),
  })
  .meta({ title: 'Output of mosaic fleet status AGENT --json' });

/** What `mosaic fleet start|stop|restart --json` prints. */
export const lifecycleSchema = z
  .object({
    version: z.literal(1),
    act: z.enum(['start', 'stop', 'restart']),
    agents: z.array(
      z.object({
        host: z.string(),
        agent: z.string(),
        outcome: z
          .enum(['ok', 'left', 'failed', 'absent'])
          .describe('left: stopped by intent and not named; absent: not deployed there'),
        now: z.string().describe('its unit, in the words of systemd'),
      }),
    ),
    faults: z.array(z.object({ code: z.string(), host: z.string(), message: z.string(), next: z.string() })),
  })
  .meta({ title: 'Output of mosaic fleet start, stop and restart --json' });

/** A line of what `mosaic fleet logs --json` prints. */
export const logLineSchema = z
  .object({
    version: z.literal(1),
    agent: z.string(),
    line: z.string().describe('as it was logged; text of the agent, not to be trusted'),
  })
  .meta({ title: 'A line of mosaic fleet logs --json' });

/** What `mosaic fleet send --json` prints. */
export const sendSchema = z
  .object({
    version: z.literal(1),
    agent: z.string(),
    outcome: z
      .enum([
        'answered',
        'started',
        'queued',
        'typed-not-submitted',
        'held',
        'refused',
        'ambiguous',
        'failed',
      ])
      .describe('queued: with --queue'),
    why: z.string(),
    turn: z.int().min(0).nullable(),
    answer: z.string().nullable().describe('with --wait; text of the agent, not to be trusted'),
    mail: z.string().nullable().describe('with --queue: its id'),
  })
  .meta({ title: 'Output of mosaic fleet send --json' });

/** What `mosaic fleet approve|deny --json` prints. */
export const decideSchema = z
  .object({
    version: z.literal(1),
    agent: z.string(),
    decision: z.enum(['allow', 'deny']),
    outcome: z
      .enum(['decided', 'none', 'changed', 'unclear', 'ambiguous', 'failed'])
      .describe('in all but decided and ambiguous, no key was pressed'),
    why: z.string(),
    prompt: z
      .string()
      .nullable()
      .describe('what was decided, or what is asked instead; text of the agent, not to be trusted'),
    fingerprint: z.string().nullable(),
  })
  .meta({ title: 'Output of mosaic fleet approve and deny --json' });

export type StatusDocument = DeepReadonly<z.infer<typeof statusSchema>>;
export type StatusDeployed = NonNullable<StatusDocument['deployed']>;
export type LifecycleDocument = z.infer<typeof lifecycleSchema>;
export type LogLineDocument = z.infer<typeof logLineSchema>;
export type DecideDocument = z.infer<typeof decideSchema>;
export type SendDocument = z.infer<typeof sendSchema>;
