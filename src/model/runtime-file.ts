import * as z from 'zod';
import { byCodeUnit } from './by-code-unit.ts';
import { NODE } from './harness.ts';
import { knownHint } from './nearest.ts';
import { fail, type Problem, type Result, succeed } from './problem.ts';
import { secondsOf } from './quantities.ts';
import { readWritten } from './read-written.ts';
import type { Runtime } from './runtime.ts';
import { durationText, nameText, versionText } from './written-parts.ts';
import { placeOf, type YamlSource } from './yaml-source.ts';

// Each stands on a line of its own in a file that sh reads, after a tab.
const line = z.string().regex(/^[^\p{Cc}]{1,500}$/u);

const patterns = z
  .array(
    line.meta({
      title: 'a pattern',
      description:
        'a POSIX extended regular expression for one line of the screen, without tabs or line feeds',
      examples: ['"^> $"'],
    }),
  )
  .max(50)
  .meta({ title: 'patterns', examples: ['[]'] });

const keys = {
  name: nameText.meta({ ...nameText.meta(), title: "a runtime's name", examples: ['echo'] }),
  summary: z
    .string()
    .regex(/^[^\p{Cc}]{1,200}$/u)
    .meta({
      title: 'a summary',
      description: 'one line, at most 200 characters',
      examples: ['says it again'],
    }),
  model: z.enum(['none', 'optional', 'required']).meta({
    description: 'whether an agent takes a model: none, optional or required',
    examples: ['optional'],
  }),
  startWithin: durationText.meta({ ...durationText.meta(), examples: ['30s'] }),
  nativeBeat: z.boolean().meta({
    title: 'true or false',
    description: 'whether its hooks beat while nothing happens',
    examples: ['false'],
  }),
  screens: z
    .strictObject({ waiting: patterns, busy: patterns, idle: patterns })
    .meta({ title: 'screens', examples: ['{ waiting: [], busy: [], idle: [] }'] }),
  input: z
    .strictObject({
      refuseStart: z
        .array(
          line.meta({ title: 'a start', description: 'text without control characters', examples: ['"/"'] }),
        )
        .max(50)
        .meta({ title: 'starts of messages that are never typed', examples: ['["/"]'] }),
    })
    .meta({ title: 'input', examples: ['{ refuseStart: [] }'] }),
};

const auth = z
  .strictObject({
    secret: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/)
      .meta({
        title: 'a variable',
        description: 'what a secret goes into',
        examples: ['ANTHROPIC_API_KEY'],
      }),
    subscription: z
      .boolean()
      .meta({
        title: 'true or false',
        description: 'whether it has a login of its own, login.sh',
        examples: ['false'],
      })
      .optional(),
  })
  .meta({ title: 'ways in', description: 'how its agents are let in by their provider' });

const mode = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,60}$/)
  .meta({ title: 'a word', description: 'letters, digits, _ and -', examples: ['manual'] });

const permissions = z
  .strictObject({
    allowed: z
      .array(mode)
      .min(1)
      .max(50)
      .meta({ title: 'words', examples: ['[manual, bypassPermissions]'] }),
    default: mode,
  })
  .meta({ title: 'permissions', description: 'what its agents may do without asking, in its own words' });

// Words for tmux: names of keys, or single characters.
const keyNames = z
  .array(
    z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,20}$/)
      .meta({ title: 'a key', description: 'as tmux names it', examples: ['Escape'] }),
  )
  .min(1)
  .max(10)
  .meta({ title: 'keys', examples: ['[Enter]'] });

const decide = z
  .strictObject({ allow: keyNames, deny: keyNames })
  .meta({ title: 'keys of its permission dialog', examples: ['{ allow: [Enter], deny: [Escape] }'] });

const harness = z
  .strictObject({
    package: z
      .string()
      .regex(/^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*(\{platform\}[a-z0-9._-]*)?$/)
      .meta({
        title: 'a package',
        description: 'its name on the npm registry; {platform} becomes linux-x64 or linux-arm64',
        examples: ['node-{platform}'],
      }),
    version: versionText,
    program: z
      .string()
      .regex(/^(?!(?:.*\/)?\.{1,2}(?:\/|$))(?!.*\/\/)[A-Za-z0-9@][A-Za-z0-9@._/{}+-]{0,300}(?<!\/)$/)
      .meta({
        title: 'a path',
        description: 'what is executed, below node_modules; {platform} becomes linux-x64 or linux-arm64',
        examples: ['node-{platform}/bin/node'],
      }),
    node: z
      .boolean()
      .meta({ title: 'true or false', description: 'whether it runs on Node', examples: ['false'] })
      .optional(),
  })
  .meta({ title: 'a harness', description: 'the npm package that hosts get for this runtime' });

const schema = z
  .strictObject({
    ...keys,
    auth: auth.optional(),
    permissions: permissions.optional(),
    decide: decide.optional(),
    harness: harness.optional(),
  })
  .meta({ title: 'A runtime: one harness, and how it is started and read' });

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * Reads templates/runtimes/`folder`/runtime.yaml. `file` is what problems call it; `files` are the texts of all other
 * files of the folder that go to the host.
 */
export function readRuntime(
  folder: string,
  file: string,
  text: string,
  files: Readonly<Record<string, string>>,
): Result<Runtime> {
  const { source, draft, problems } = readWritten(file, text, schema, schema.partial());
  const misnamed: Problem[] =
    draft?.name === undefined || draft.name === folder
      ? []
      : [
          {
            severity: 'error',
            message: `the runtime in the folder ${folder} calls itself ${draft.name}`,
            hint: `type  name: ${folder}`,
            place: placeOf(source, ['name']),
          },
        ];
  const all = [
    ...problems,
    ...misnamed,
    ...reserved(draft?.name),
    ...odd(source, draft?.permissions),
    ...misnamedFiles(folder, files),
  ];
  if (all.length > 0) return fail(all);
  return succeed({ ...completed(draft as z.infer<typeof schema>), files: sorted(files) });
}

function completed(written: z.infer<typeof schema>): Omit<Runtime, 'files'> {
  const { startWithin, harness: packaged, auth: way, permissions: modes, decide: answers, ...rest } = written;
  return {
    ...rest,
    startWithin: secondsOf(startWithin),
    auth: way === undefined ? null : { ...way, subscription: way.subscription ?? false },
    permissions: modes ?? null,
    decide: answers ?? null,
    harness: packaged === undefined ? null : { ...packaged, node: packaged.node ?? false },
  };
}

function odd(source: YamlSource, modes: z.infer<typeof permissions> | undefined): Problem[] {
  if (modes === undefined || modes.allowed.includes(modes.default)) return [];
  const message = `the default "${modes.default}" is not among the allowed permissions`;
  const place = placeOf(source, ['permissions', 'default']);
  return [{ severity: 'error', message, hint: knownHint(modes.default, modes.allowed), place }];
}

function reserved(name: string | undefined): Problem[] {
  if (name !== NODE) return [];
  const message = 'a runtime cannot be called node: hosts know Node itself by that name';
  return [{ severity: 'error', message, hint: 'name the folder, and the runtime in it, otherwise' }];
}

function misnamedFiles(folder: string, files: Readonly<Record<string, string>>): Problem[] {
  const names = Object.keys(files).filter((name) => !FILE_NAME.test(name));
  return names.map((name) => ({
    severity: 'error',
    message: `runtime ${folder}: a file cannot be named "${name}"`,
    hint: 'letters, digits, . _ and -, beginning with a letter or a digit',
  }));
}

function sorted(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => byCodeUnit(a, b)));
}
