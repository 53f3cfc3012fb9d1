import { editYaml } from './edit-yaml.ts';
import { knownHint } from './nearest.ts';
import { fail, type Result, succeed } from './problem.ts';
import { readRoster } from './read-roster.ts';
import type { WrittenAgent } from './written-roster.ts';
import type { YamlChange } from './yaml-change.ts';
import type { Path } from './yaml-source.ts';

/** A text of roster.yaml and what problems call it. */
export interface RosterText {
  readonly file: string;
  readonly text: string;
}

/** Values to set; `null` removes the key. */
export type AgentChanges = { readonly [Key in keyof WrittenAgent]?: WrittenAgent[Key] | null };

/** Changes an agent or the orchestrator, by name. */
export function setAgent(roster: RosterText, name: string, changes: AgentChanges): Result<string> {
  const path = agentPath(roster, name);
  if (!path.ok) return path;
  const edits = Object.entries(changes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]): YamlChange => {
      const full = [...path.value, key];
      return value === null ? { kind: 'remove', path: full } : { kind: 'set', path: full, value };
    });
  return editYaml(roster.file, roster.text, edits);
}

/** Adds an agent behind the others. */
export function addAgent(roster: RosterText, agent: WrittenAgent): Result<string> {
  if (agentPath(roster, agent.name).ok) {
    return fail([{ severity: 'error', message: `there is an agent named "${agent.name}" already` }]);
  }
  return editYaml(roster.file, roster.text, [{ kind: 'append', path: ['agents'], value: agent }]);
}

/** Removes an agent; comments above it stay. The orchestrator cannot be removed. */
export function removeAgent(roster: RosterText, name: string): Result<string> {
  const path = agentPath(roster, name);
  if (!path.ok) return path;
  if (path.value[0] === 'orchestrator') {
    const hint = 'every fleet has exactly one: change its name, host or runtime instead';
    return fail([{ severity: 'error', message: `${name} is the orchestrator`, hint }]);
  }
  return editYaml(roster.file, roster.text, [{ kind: 'remove', path: path.value }]);
}

/** Sets one value of the roster, e.g. `['defaults', 'runtime']`. */
export function setInRoster(roster: RosterText, path: Path, value: unknown): Result<string> {
  return editYaml(roster.file, roster.text, [{ kind: 'set', path, value }]);
}

function agentPath({ file, text }: RosterText, name: string): Result<Path> {
  const { draft, problems } = readRoster(file, text);
  if (draft === null) return fail(problems);
  if (draft.orchestrator?.name === name) return succeed(['orchestrator']);
  const names = (draft.agents ?? []).map((agent) => agent.name ?? '');
  const index = names.indexOf(name);
  if (index >= 0) return succeed(['agents', index]);
  const known = [draft.orchestrator?.name ?? '', ...names].filter((known) => known !== '');
  return fail([{ severity: 'error', message: `unknown agent "${name}"`, hint: knownHint(name, known) }]);
}
