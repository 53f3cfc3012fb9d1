import type { FleetInput } from './fleet-input.ts';
import { knownHint } from './nearest.ts';
import type { Problem } from './problem.ts';
import { agentsOf, type PlacedAgent } from './read-roster.ts';
import type { AgentDraft, RosterDraft } from './written-roster.ts';
import { type Path, placeOf } from './yaml-source.ts';

/** The runtime of an agent; `undefined` when neither it nor the defaults name one. */
export function runtimeOf(agent: AgentDraft, draft: RosterDraft): string | undefined {
  return agent.runtime ?? draft.defaults?.runtime;
}

/** The model of an agent. The default model goes with the default runtime alone: names of models are the runtime's own. */
export function modelOf(agent: AgentDraft, draft: RosterDraft): string | undefined {
  if (agent.model !== undefined) return agent.model;
  return runtimeOf(agent, draft) === draft.defaults?.runtime ? draft.defaults?.model : undefined;
}

/** Runtimes, and whether they take the models that they are given. */
export function checkModels(input: FleetInput, draft: RosterDraft): readonly Problem[] {
  return [
    ...checkRuntime(input, draft.defaults?.runtime, ['defaults', 'runtime']),
    ...checkDefaultModel(input, draft),
    ...agentsOf(draft).flatMap((agent) => [
      ...checkRuntime(input, agent.draft.runtime, [...agent.path, 'runtime']),
      ...checkAgent(input, draft, agent),
    ]),
  ];
}

function checkRuntime(
  { roster, runtimes }: FleetInput,
  name: string | undefined,
  path: Path,
): readonly Problem[] {
  const known = runtimes.map((runtime) => runtime.name).sort();
  if (name === undefined || known.includes(name)) return [];
  const place = placeOf(roster.source, path);
  return [{ severity: 'error', message: `unknown runtime "${name}"`, hint: knownHint(name, known), place }];
}

function checkDefaultModel({ roster, runtimes }: FleetInput, { defaults }: RosterDraft): readonly Problem[] {
  if (defaults?.model === undefined) return [];
  const path = ['defaults', 'model'];
  const place = placeOf(roster.source, path);
  if (defaults.runtime === undefined) {
    const hint = 'add  runtime: …  beside it';
    return [{ severity: 'error', message: 'a default model needs a default runtime', hint, place }];
  }
  const runtime = runtimes.find(({ name }) => name === defaults.runtime);
  return runtime?.model === 'none' ? [noModel(runtime.name, place)] : [];
}

function noModel(runtime: string, place: Problem['place']): Problem {
  const at = place === undefined ? {} : { place };
  return {
    severity: 'error',
    message: `the runtime ${runtime} takes no model`,
    hint: 'remove this line',
    ...at,
  };
}

function checkAgent(input: FleetInput, draft: RosterDraft, agent: PlacedAgent): readonly Problem[] {
  const { source } = input.roster;
  const called = agent.draft.name ?? 'this agent';
  const wanted = runtimeOf(agent.draft, draft);
  if (wanted === undefined) {
    const known = input.runtimes.map(({ name }) => name).sort();
    const hint = `add  runtime: …  here or to defaults; known: ${known.join(', ')}`;
    return [
      {
        severity: 'error',
        message: `no runtime for ${called}`,
        hint,
        place: placeOf(source, [...agent.path, 'name']),
      },
    ];
  }
  const runtime = input.runtimes.find(({ name }) => name === wanted);
  if (runtime?.model === 'none' && agent.draft.model !== undefined) {
    return [noModel(runtime.name, placeOf(source, [...agent.path, 'model']))];
  }
  if (runtime?.model !== 'required' || modelOf(agent.draft, draft) !== undefined) return [];
  const message = `the runtime ${runtime.name} needs a model for ${called}`;
  return [
    { severity: 'error', message, hint: 'add  model: …', place: placeOf(source, [...agent.path, 'name']) },
  ];
}
