import * as z from 'zod';

export const stateSchema = z.enum([
  'starting',
  'idle',
  'busy',
  'waiting',
  'auth-hold',
  'rate-limited',
  'stalled',
  'exited',
  'stopped',
  'unknown',
  'not-deployed',
  'unmanaged',
  'unreachable',
]);

const time = z.iso.datetime().nullable();

const heartbeat = z
  .object({
    status: z
      .enum(['fresh', 'stale', 'none'])
      .describe('none: no beat is known, or its host does not answer'),
    at: time,
    age: z.int().min(0).nullable().describe('seconds since the last beat'),
  })
  .describe('of the sidecar on the host, which sees whether the process lives; by the host’s clock');

/** One agent of `ps`. */
export const psRowSchema = z.object({
  tenant: z.string().describe('name of the fleet'),
  host: z.string(),
  agent: z.string().describe('for an unmanaged session: its name in tmux'),
  managed: z.boolean().describe('false: a session on the fleet’s sockets that no deploy made'),
  heartbeat,
  state: stateSchema,
  rule: z.string().describe('which rule decided the state'),
  why: z.string(),
  since: time,
  for: z.int().min(0).nullable().describe('seconds in this state, where that is known'),
  orchestrator: z.boolean(),
  role: z.string().nullable(),
  runtime: z.string().nullable(),
  version: z.string().nullable().describe('of the harness that runs, as it says itself'),
  model: z
    .string()
    .nullable()
    .describe('what the harness says it uses, else what is deployed; null: its default'),
  session: z.string().nullable(),
  turn: z.int().min(0).nullable().describe('turns begun in this session'),
  context: z.string().nullable().describe('how full its context is, as the harness says'),
  cost: z.string().nullable(),
  last: z.string().nullable().describe('one line of what it said last; text of the agent, not to be trusted'),
  prompt: z
    .string()
    .nullable()
    .describe('what a permission dialog asks; text of the agent, not to be trusted'),
  fingerprint: z
    .string()
    .nullable()
    .describe('of the prompt, and of no other one: `approve` and `deny` take it'),
  until: time.describe('when a rate limit ends, where that is known'),
  pid: z.int().min(1).nullable(),
  unit: z.string().nullable(),
  failures: z.int().min(0).describe('early ends in a row'),
  mail: z
    .int()
    .min(0)
    .nullable()
    .describe('messages that wait to be typed; null: none ever came, or nobody could look'),
  next: z.string().nullable().describe('the command that helps'),
});

/** One connector of `ps`. */
export const psConnectorSchema = z.object({
  host: z.string(),
  connector: z.string(),
  kind: z.string(),
  agent: z.string().describe('who answers'),
  link: z
    .enum(['up', 'connecting', 'down', 'failed', 'unknown', 'not-deployed', 'unreachable'])
    .describe('failed: it does not try again before a person mends it'),
  why: z.string(),
  since: time,
  for: z.int().min(0).nullable().describe('seconds in this state, where that is known'),
  waiting: z.int().min(0).nullable().describe('posts that wait to go out'),
  unit: z.string().nullable(),
  next: z.string().nullable().describe('the command that helps'),
});

const host = z.object({
  host: z.string(),
  reachable: z.boolean(),
  release: z.string().nullable().describe('what is deployed, 64 hex digits; null: nothing, or not known'),
  error: z
    .object({ code: z.string(), message: z.string(), next: z.string() })
    .nullable()
    .describe('why it does not answer; of a reachable host: why not all is known of it'),
});

/** What `mosaic fleet ps --json` prints. Fields may be added; what is here keeps its name and meaning. */
export const psSchema = z
  .object({
    version: z.literal(1),
    fleet: z.string(),
    hosts: z.array(host),
    agents: z.array(psRowSchema),
    connectors: z.array(psConnectorSchema),
  })
  .meta({ title: 'Output of mosaic fleet ps --json' });

export type PsDocument = z.infer<typeof psSchema>;
export type PsRow = z.infer<typeof psRowSchema>;
export type PsConnector = z.infer<typeof psConnectorSchema>;
export type PsHost = z.infer<typeof host>;
export type PsState = z.infer<typeof stateSchema>;
