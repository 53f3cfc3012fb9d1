import * as z from 'zod';
import { FLEET_NAME } from './names.ts';
import { connectorSchema } from './written-connector.ts';
import {
  authText,
  durationText,
  envMap,
  harnessMap,
  instructionsText,
  limitsMap,
  modelText,
  nameText,
  permissionsText,
  sandboxMap,
  secretsMap,
  workdirText,
} from './written-parts.ts';

export const ROSTER_VERSION = 'mosaic.fleet/v1';

const instructions = z
  .union([
    instructionsText,
    z.strictObject({
      file: z
        .string()
        .regex(/^(?!(?:.*\/)?\.\.(?:\/|$))[^/\0\n\r][^\0\n\r]{0,999}$/)
        .meta({
          title: 'a file of the fleet directory',
          description: 'relative to the roster, without ..',
          examples: ['notes/mos.md'],
        }),
    }),
  ])
  .meta({ title: 'instructions', description: "added after the role's: text, or { file: notes.md }" });

const agentKeys = {
  name: nameText.meta({ ...nameText.meta(), examples: ['coder-1'] }),
  role: nameText.meta({ ...nameText.meta(), title: 'a role', examples: ['coder'] }).optional(),
  host: nameText.meta({ ...nameText.meta(), title: 'a host', examples: ['dragon-lin'] }),
  runtime: nameText.meta({ ...nameText.meta(), title: 'a runtime', examples: ['echo'] }).optional(),
  model: modelText.optional(),
  auth: authText.optional(),
  permissions: permissionsText.optional(),
  workdir: workdirText.optional(),
  instructions: instructions.optional(),
  env: envMap.optional(),
  limits: limitsMap.optional(),
  sandbox: sandboxMap.optional(),
};

const agent = z.strictObject(agentKeys).meta({ title: 'an agent' });

const connectors = z
  .array(connectorSchema)
  .max(50)
  .meta({
    title: 'connectors',
    description: 'how people reach the orchestrator by chat',
    examples: ['[{ name: mos-discord, kind: discord, … }]'],
  });

const orchestrator = z.strictObject({ ...agentKeys, connectors: connectors.optional() });

const heartbeat = z
  .strictObject({ every: durationText.optional(), stale: durationText.optional() })
  .meta({ title: 'a heartbeat', examples: ['{ every: 15s, stale: 60s }'] });

const defaults = z
  .strictObject({
    runtime: agentKeys.runtime,
    model: agentKeys.model,
    auth: agentKeys.auth,
    permissions: agentKeys.permissions,
    env: agentKeys.env,
    limits: agentKeys.limits,
    sandbox: agentKeys.sandbox,
    heartbeat: heartbeat.optional(),
  })
  .meta({ title: 'defaults', description: 'for every agent that does not say otherwise' });

const rosterKeys = {
  apiVersion: z
    .literal(ROSTER_VERSION)
    .meta({ title: 'a version that this mosaic reads', examples: [ROSTER_VERSION] }),
  fleet: z
    .string()
    .regex(FLEET_NAME)
    .meta({
      title: "a fleet's name",
      description:
        'small letters, digits and hyphens, beginning with a letter, at most 40, without the words "agent" and "connector"',
      examples: ['home'],
    }),
  preset: nameText.meta({ ...nameText.meta(), title: 'a preset', examples: ['coding'] }).optional(),
  secrets: secretsMap.optional(),
  defaults: defaults.optional(),
  harness: harnessMap.optional(),
  mail: z
    .boolean()
    .meta({
      title: 'true or false',
      description: 'whether messages may be queued for agents, to be typed when they are at rest',
      examples: [true],
    })
    .optional(),
  orchestrator: orchestrator.meta({
    title: 'the orchestrator',
    description: 'the one agent that leads the others',
    examples: ['{ name: mos, host: w-jarvis }'],
  }),
  agents: z
    .array(agent)
    .max(10_000)
    .meta({ title: 'agents', examples: ['[]'] })
    .optional(),
};

/** What a user may write in roster.yaml. */
export const rosterSchema = z
  .strictObject(rosterKeys)
  .meta({ title: 'A fleet of agents: which run, where, and how' });

const draftAgent = agent.partial();
const draftConnector = connectorSchema.partial();
const draftOrchestrator = orchestrator.extend({ connectors: z.array(draftConnector) }).partial();

/** The same with nothing required: what is right in a faulty roster is still worth checking. */
export const rosterDraftSchema = z
  .strictObject({ ...rosterKeys, orchestrator: draftOrchestrator, agents: z.array(draftAgent) })
  .partial();

export type WrittenRoster = z.infer<typeof rosterSchema>;
export type WrittenAgent = z.infer<typeof agent>;
export type WrittenOrchestrator = z.infer<typeof orchestrator>;
export type RosterDraft = z.infer<typeof rosterDraftSchema>;
export type AgentDraft = z.infer<typeof draftAgent>;
export type ConnectorDraft = z.infer<typeof draftConnector>;
