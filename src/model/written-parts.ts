import * as z from 'zod';
import { envNameFault } from './env-name.ts';
import { EXACT_VERSION } from './harness.ts';
import { NAME } from './names.ts';
import { CPU, DURATION, MEMORY } from './quantities.ts';
import { SECRET_SOURCE } from './secret-source.ts';

// `title` completes "… is not"; `description` and the first example become the hint, and what an editor shows.
export const nameText = z.string().regex(NAME).meta({
  title: 'a name',
  description: 'small letters, digits and hyphens, beginning with a letter, at most 63 characters',
});

export const modelText = z
  .string()
  .regex(/^(?!-)[!-~]{1,200}$/)
  .meta({
    title: 'a model',
    description: 'as the runtime names it, without spaces',
    examples: ['openai/gpt-5'],
  });

export const authText = z
  .string()
  .regex(/^(subscription|secret:.*)$/)
  .meta({
    title: 'a way in',
    description:
      'how its provider lets it in: secret:NAME, or subscription for a login that is kept on the host',
    examples: ['secret:anthropic-key'],
  });

export const permissionsText = z
  .string()
  .regex(/^[!-~]{1,100}$/)
  .meta({
    title: 'permissions',
    description: 'what it may do without asking, in a word of its runtime',
    examples: ['manual'],
  });

// No `..`: a path that leaves its own folder is not the one that is shown.
const WORKDIR = /^(?!(?:.*\/)?\.\.(?:\/|$))(?:\/|~\/)[^\0\n\r]*$/;

export const workdirText = z
  .string()
  .regex(WORKDIR)
  .refine((path) => Buffer.byteLength(path) <= 1000)
  .meta({
    title: 'a workdir',
    description: 'absolute or beginning with ~/, on the host, without .., at most 1000 bytes',
    examples: ['~/src/app'],
  });

const sandboxPaths = z.array(workdirText.meta({ ...workdirText.meta(), title: 'a path' })).max(50);

// Stands in lists that hosts take apart at blanks.
const plainPaths = z
  .array(
    z
      .string()
      .regex(/^(?!(?:.*\/)?\.\.(?:\/|$))~?\/[A-Za-z0-9._/+@-]{1,500}(?<!\/)$/)
      .meta({
        title: 'a path',
        description: 'absolute or beginning with ~/, of letters, digits and . _ / + @ -',
        examples: ['~/.ssh'],
      }),
  )
  .max(50);

export const sandboxMap = z
  .strictObject({
    write: sandboxPaths
      .meta({
        title: 'paths',
        description: 'where the agent may write besides its workdir',
        examples: ['[~/.npm]'],
      })
      .optional(),
    hide: plainPaths
      .meta({ title: 'paths', description: 'what the agent cannot read', examples: ['[~/.netrc]'] })
      .optional(),
    read: plainPaths
      .meta({
        title: 'paths',
        description: 'what the agent may read although it is hidden',
        examples: ['[~/.ssh]'],
      })
      .optional(),
    disabled: z
      .union([
        z
          .string()
          .regex(/^[^\p{Cc}]{1,200}$/u)
          .meta({ title: 'a reason', description: 'one line', examples: ['needs docker'] }),
        z.literal(false).meta({ title: 'false', description: 'it has one, whatever the defaults say' }),
      ])
      .meta({
        title: 'a reason',
        description: 'why the agent has no sandbox, in one line',
        examples: ['needs docker'],
      })
      .optional(),
  })
  .meta({
    title: 'a sandbox',
    description: 'what the agent is kept from',
    examples: ['{ write: [~/.npm] }'],
  });

export const envMap = z
  .record(
    z.string().refine((name) => envNameFault(name) === null),
    z
      .string()
      .refine((value) => Buffer.byteLength(value) <= 65_536)
      .meta({ title: 'a value of env', description: 'text, at most 64 kB', examples: ['"1"'] }),
  )
  .meta({
    title: 'variables',
    description: 'variables that only the harness sees',
    examples: ['{ CI: "1" }'],
  });

export const secretsMap = z
  .record(
    nameText,
    z
      .string()
      .regex(SECRET_SOURCE)
      .meta({
        title: 'a source',
        description: 'env:VARIABLE, file:PATH, command:COMMAND or age',
        examples: ['env:OPENAI_API_KEY'],
      }),
  )
  .meta({
    title: 'secrets',
    description: 'where your own machine finds each value; variables name them as secret:NAME',
    examples: ['{ openai-key: env:OPENAI_API_KEY }'],
  });

export const versionText = z
  .string()
  .regex(EXACT_VERSION)
  .meta({ title: 'a version', description: 'one exact version, as text', examples: ['"2.1.330"'] });

export const harnessMap = z
  .record(
    nameText,
    z
      .strictObject({ version: versionText.optional() })
      .meta({ title: 'a harness', examples: ['{ version: "2.1.330" }'] }),
  )
  .meta({
    title: 'harnesses',
    description: 'versions of what runtimes install, and of node',
    examples: ['{ claude: { version: "2.1.330" } }'],
  });

export const limitsMap = z
  .strictObject({
    memory: z
      .string()
      .regex(MEMORY)
      .meta({
        title: 'an amount of memory',
        description: 'a whole number with K, M, G or T',
        examples: ['4G'],
      })
      .optional(),
    cpu: z
      .string()
      .regex(CPU)
      .meta({ title: 'a share of cores', description: 'per cent of one core', examples: ['150%'] })
      .optional(),
    tasks: z
      .int()
      .min(1)
      .max(1_000_000)
      .meta({ title: 'a number of tasks', description: 'processes and threads, at least 1', examples: [500] })
      .optional(),
  })
  .meta({ title: 'limits', description: 'what an agent may use at most', examples: ['{ memory: 4G }'] });

export const durationText = z
  .string()
  .regex(DURATION)
  .meta({ title: 'a duration', description: 'a whole number with s, m or h', examples: ['15s'] });

export const instructionsText = z
  .string()
  .refine((text) => Buffer.byteLength(text) <= 262_144)
  .meta({ title: 'instructions', description: 'text, at most 256 kB' });
