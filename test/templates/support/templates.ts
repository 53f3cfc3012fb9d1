import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { parse } from 'yaml';
import { TOOL_PARTS, type ToolName } from '../../../src/model/host-tools.ts';

const folder = join(import.meta.dirname, '../../../templates');

export function template(path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** The scripts that one program is made of, in the order in which they stand. */
export function tool(name: ToolName): string {
  return TOOL_PARTS[name].map((part) => template(`sh/${part}.sh`)).join('\n');
}

export const sendScript = tool('send');
export const decideScript = ['enter', 'screen', 'decide'].map((name) => template(`sh/${name}.sh`)).join('');
export const probeScript = tool('probe');

/** The files of a runtime's folder that hosts get, by name. */
export function runtimeFiles(runtime: string): Readonly<Record<string, string>> {
  const names = readdirSync(join(folder, 'runtimes', runtime)).filter(
    (name) => name !== 'README.md' && name !== 'runtime.yaml',
  );
  return Object.fromEntries(names.map((name) => [name, template(`runtimes/${runtime}/${name}`)]));
}

/** The screens object of a runtime, as hosts have it. */
export function screensOf(runtime: string): string {
  const { screens, input, decide } = parse(template(`runtimes/${runtime}/runtime.yaml`)) as {
    screens: Record<string, string[]>;
    input: { refuseStart: string[] };
    decide?: Record<string, string[]>;
  };
  const lines = ['waiting', 'busy', 'idle'].flatMap((kind) =>
    (screens[kind] ?? []).map((text) => `${kind}\t${text}\n`),
  );
  const keys = ['allow', 'deny'].flatMap((answer) =>
    (decide?.[answer] ?? []).map((key) => `${answer}\t${key}\n`),
  );
  return [...lines, ...input.refuseStart.map((text) => `refuse\t${text}\n`), ...keys].join('');
}
