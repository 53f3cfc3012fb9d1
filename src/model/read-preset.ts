import { knownHint } from './nearest.ts';
import type { Problem } from './problem.ts';
import { type Reading, readWritten } from './read-written.ts';
import { type PresetDraft, presetDraftSchema, presetSchema } from './written-preset.ts';
import { type Path, placeOf } from './yaml-source.ts';

/** Reads presets/NAME.yaml, and checks that its agents' roles are its own and that no name stands twice. */
export function readPreset(file: string, text: string): Reading<PresetDraft> {
  const reading = readWritten(file, text, presetSchema, presetDraftSchema);
  const { draft } = reading;
  if (draft === null) return reading;
  return {
    ...reading,
    problems: [...reading.problems, ...roleProblems(reading, draft), ...nameProblems(reading, draft)],
  };
}

function roleProblems({ source }: Reading<PresetDraft>, draft: PresetDraft): readonly Problem[] {
  const known = Object.keys(draft.roles ?? {});
  const problem = (role: string | undefined, path: Path): readonly Problem[] =>
    role === undefined || known.includes(role)
      ? []
      : [
          {
            severity: 'error',
            message: `unknown role "${role}"`,
            hint: knownHint(role, known),
            place: placeOf(source, path),
          },
        ];
  return [
    ...problem(draft.orchestrator?.role, ['orchestrator', 'role']),
    ...(draft.agents ?? []).flatMap((agent, index) => problem(agent.role, ['agents', index, 'role'])),
  ];
}

/** The names that an agent of a preset stands for: `coder` with count 2 is `coder-1` and `coder-2`. */
export function presetAgentNames(name: string, count = 1): readonly string[] {
  return count === 1 ? [name] : Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
}

function nameProblems({ source }: Reading<PresetDraft>, draft: PresetDraft): readonly Problem[] {
  const seen = new Set(draft.orchestrator?.name === undefined ? [] : [draft.orchestrator.name]);
  const problems: Problem[] = [];
  for (const [index, agent] of (draft.agents ?? []).entries()) {
    if (agent.name === undefined) continue;
    const names = presetAgentNames(agent.name, agent.count);
    const twice = names.find((name) => seen.has(name));
    const place = placeOf(source, ['agents', index, 'name']);
    if (twice !== undefined) {
      problems.push({
        severity: 'error',
        message: `two agents are named ${twice}`,
        hint: 'rename one of them',
        place,
      });
    }
    for (const name of names) seen.add(name);
  }
  return problems;
}
