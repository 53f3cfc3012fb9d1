import * as z from 'zod';
import { NAME } from './names.ts';
import { instructionsText, limitsMap, modelText, nameText } from './written-parts.ts';

export const PRESET_VERSION = 'mosaic.preset/v1';

const shared = {
  role: nameText.meta({ ...nameText.meta(), title: 'a role', examples: ['coder'] }),
  runtime: nameText.meta({ ...nameText.meta(), title: 'a runtime', examples: ['echo'] }).optional(),
  model: modelText.optional(),
  limits: limitsMap.optional(),
};

const agent = z
  .strictObject({
    name: nameText.meta({ ...nameText.meta(), examples: ['coder'] }),
    ...shared,
    count: z
      .int()
      .min(1)
      .max(1000)
      .meta({
        title: 'a count',
        description: 'how many; more than one are named NAME-1, NAME-2, …',
        examples: [2],
      })
      .optional(),
    placement: z
      .enum(['spread', 'orchestrator'])
      .meta({
        title: 'a placement',
        description: "spread over the hosts that do not carry the orchestrator, or on the orchestrator's own",
        examples: ['spread'],
      })
      .optional(),
  })
  .meta({ title: 'an agent' });

const role = z
  .strictObject({ instructions: instructionsText.meta({ ...instructionsText.meta(), examples: ['|'] }) })
  .meta({ title: 'a role', examples: ['{ instructions: … }'] });

const orchestrator = z
  .strictObject({ name: nameText.meta({ ...nameText.meta(), examples: ['mos'] }), ...shared })
  .meta({ title: 'the orchestrator', examples: ['{ name: mos, role: orchestrator }'] });

const presetKeys = {
  apiVersion: z
    .literal(PRESET_VERSION)
    .meta({ title: 'a version that this mosaic reads', examples: [PRESET_VERSION] }),
  name: nameText.meta({ ...nameText.meta(), title: "a preset's name", examples: ['coding'] }),
  summary: z
    .string()
    .regex(/^[^\0\n\r]{1,200}$/)
    .meta({
      title: 'a summary',
      description: 'one line, at most 200 characters',
      examples: ['build and review'],
    }),
  orchestrator,
  agents: z
    .array(agent)
    .max(1000)
    .meta({ title: 'agents', examples: ['[]'] }),
  roles: z.record(z.string().regex(NAME), role).meta({ title: 'roles', description: 'roles by name' }),
};

/** What stands in presets/NAME.yaml: a recommended set of agents and what each role is told. Never a host. */
export const presetSchema = z
  .strictObject(presetKeys)
  .meta({ title: 'A preset: a recommended set of agents, and the instructions of their roles' });

export const presetDraftSchema = z
  .strictObject({ ...presetKeys, orchestrator: orchestrator.partial(), agents: z.array(agent.partial()) })
  .partial();

export type WrittenPreset = z.infer<typeof presetSchema>;
export type PresetDraft = z.infer<typeof presetDraftSchema>;
