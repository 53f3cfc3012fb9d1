import * as z from 'zod';

const release = z.string().nullable();

/** What `mosaic fleet init --json` prints. */
export const initSchema = z
  .object({
    version: z.literal(1),
    dir: z.string().describe('absolute path of the fleet directory'),
    fleet: z.string(),
    written: z.array(z.string()).describe('files that were made or changed, relative to dir'),
    changes: z.array(z.string()).describe('what was changed in files that were there, in words'),
    kept: z.array(z.string()).describe('what was asked for and stays as it was, in words'),
  })
  .meta({ title: 'Output of mosaic fleet init --json' });

/** What `mosaic fleet presets --json` prints. */
export const presetsSchema = z
  .object({
    version: z.literal(1),
    presets: z.array(
      z.object({
        name: z.string(),
        own: z.boolean().describe('from presets/ of the fleet directory, not shipped'),
        agents: z.int().min(1),
        summary: z.string(),
      }),
    ),
  })
  .meta({ title: 'Output of mosaic fleet presets --json' });

/** What `mosaic fleet presets copy --json` prints. */
export const presetsCopySchema = z
  .object({ version: z.literal(1), written: z.string().describe('path of the copy') })
  .meta({ title: 'Output of mosaic fleet presets copy --json' });

/** What `mosaic fleet runtimes --json` prints. */
export const runtimesSchema = z
  .object({
    version: z.literal(1),
    runtimes: z.array(
      z.object({
        name: z.string(),
        model: z.enum(['required', 'optional', 'none']).describe('whether its agents name a model'),
        summary: z.string(),
        from: z.enum(['shipped', 'own', 'mixed']).describe('own: templates/runtimes/ of the fleet directory'),
      }),
    ),
  })
  .meta({ title: 'Output of mosaic fleet runtimes --json' });

/** What `mosaic fleet generate --json` prints. */
export const generateSchema = z
  .object({
    version: z.literal(1),
    fleet: z.string(),
    out: z.string().describe('absolute path of the bundle'),
    written: z.boolean().describe('false with --check'),
    hosts: z.array(
      z.object({
        host: z.string(),
        release: release.describe('64 hex digits; null: the host carries nothing any more'),
        before: release.describe('the release that lay there; null: none'),
        changed: z.int().min(0).describe('how many of its files differ'),
      }),
    ),
    changes: z.array(z.object({ path: z.string(), kind: z.enum(['new', 'changed', 'gone']) })),
    kept: z.array(z.string()).describe('files that are no longer generated and were edited by hand'),
  })
  .meta({ title: 'Output of mosaic fleet generate --json' });

export type InitDocument = z.infer<typeof initSchema>;
export type PresetsDocument = z.infer<typeof presetsSchema>;
export type PresetsCopyDocument = z.infer<typeof presetsCopySchema>;
export type RuntimesDocument = z.infer<typeof runtimesSchema>;
export type GenerateDocument = z.infer<typeof generateSchema>;
