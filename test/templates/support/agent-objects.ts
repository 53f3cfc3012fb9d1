import { quoteSh } from '../../../src/model/quote-sh.ts';
import { runtimeFiles, screensOf, template } from './templates.ts';

export interface StagedAgent {
  readonly fleet: string;
  readonly agent: string;
  readonly workdir: string;
  /** Relative to `$XDG_RUNTIME_DIR`. */
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
  /** echo, unless it is said. */
  readonly runtime?: string;
  /** More of the agent's variables, `MOSAIC_…`. */
  readonly more?: Readonly<Record<string, string>>;
  /** Stands in for the runtime's own start.sh. */
  readonly start?: string;
}

export const envObject = (agent: string) => `objects/env-${agent}`;

/** The objects of an agent, by their path below the fleet's root; named by hand, not by digest. */
export function agentObjects(staged: StagedAgent): Readonly<Record<string, string>> {
  const { runtime = 'echo' } = staged;
  const files = {
    ...runtimeFiles(runtime),
    ...(staged.start === undefined ? {} : { 'start.sh': staged.start }),
  };
  const brought = Object.entries(files).map(([name, text]) => {
    const variable = `MOSAIC_FILE_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
    return { variable, path: `objects/${staged.agent}-${name}`, text };
  });
  const shared = [
    { variable: 'MOSAIC_TMUX_CONF', path: 'objects/tmux.conf', text: template('tmux/tmux.conf') },
    ...(['RECORD', 'END', 'HOOK', 'POKE'] as const).map((name) => {
      const file = { RECORD: 'agent-record.sh', END: 'agent-end.sh', HOOK: 'hook.sh', POKE: 'poke.sh' }[name];
      return { variable: `MOSAIC_${name}`, path: `objects/${file}`, text: template(`sh/${file}`) };
    }),
    { variable: 'MOSAIC_SCREENS', path: 'objects/screens', text: screensOf(runtime) },
    { variable: 'MOSAIC_INSTRUCTIONS', path: 'objects/instructions', text: 'Be exact.\n' },
    {
      variable: 'MOSAIC_VARIABLES',
      path: `objects/variables-${staged.agent}`,
      text: variablesText(staged.env),
    },
  ];
  const objects = [...brought, ...shared];
  const named = Object.fromEntries(objects.map(({ variable, path }) => [variable, path]));
  return {
    ...Object.fromEntries(objects.map(({ path, text }) => [path, text])),
    [envObject(staged.agent)]: envText(staged, named),
  };
}

function variablesText(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `export ${name}=${quoteSh(value)}\n`)
    .join('');
}

function envText(staged: StagedAgent, objects: Readonly<Record<string, string>>): string {
  const values = {
    MOSAIC_FLEET: staged.fleet,
    MOSAIC_HOST: 'here',
    MOSAIC_AGENT: staged.agent,
    MOSAIC_ROLE: 'coder',
    MOSAIC_RUNTIME: staged.runtime ?? 'echo',
    MOSAIC_MODEL: '',
    MOSAIC_WORKDIR: staged.workdir,
    MOSAIC_RUN: staged.run,
    MOSAIC_START_WITHIN: '15',
    ...objects,
    ...staged.more,
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quoteSh(value)}\n`)
    .join('');
}
