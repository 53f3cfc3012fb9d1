import { runtimeOf } from './check-models.ts';
import type { FleetInput } from './fleet-input.ts';
import { knownHint } from './nearest.ts';
import type { Problem } from './problem.ts';
import { agentsOf } from './read-roster.ts';
import type { Runtime } from './runtime.ts';
import { referenceOf } from './secret-reference.ts';
import type { AgentDraft, RosterDraft } from './written-roster.ts';
import { type Path, placeOf } from './yaml-source.ts';

type Key = 'auth' | 'permissions';

/** What an agent says of its way in, or of permissions. Those of the defaults go with the default runtime alone: words are the runtime's own. */
export function ownWord(agent: AgentDraft, draft: RosterDraft, key: Key): string | undefined {
  if (agent[key] !== undefined) return agent[key];
  return runtimeOf(agent, draft) === draft.defaults?.runtime ? draft.defaults?.[key] : undefined;
}

/** How an agent is let in, and the variable that a secret goes into, with its name. */
export function authOf(agent: AgentDraft, draft: RosterDraft, runtime: Runtime | undefined) {
  const way = runtime?.auth ?? null;
  if (way === null) return { auth: null, env: {} } as const;
  const word = ownWord(agent, draft, 'auth');
  if (word !== undefined && referenceOf(word) !== null)
    return { auth: 'secret', env: { [way.secret]: word } } as const;
  const env = { ...draft.defaults?.env, ...agent.env };
  return { auth: word === undefined && way.secret in env ? 'secret' : 'subscription', env: {} } as const;
}

/** Ways in and permissions that the runtimes do not know, and agents that nobody lets in. */
export function checkAuth(input: FleetInput, draft: RosterDraft): readonly Problem[] {
  const named = (name: string | undefined) => input.runtimes.find((runtime) => runtime.name === name);
  const { defaults } = draft;
  return [
    ...checkWords(input, named(defaults?.runtime), defaults ?? {}, ['defaults']),
    ...agentsOf(draft).flatMap((agent) => {
      const runtime = named(runtimeOf(agent.draft, draft));
      return [
        ...checkWords(input, runtime, agent.draft, agent.path),
        ...withoutWay(input, draft, runtime, agent.draft, agent.path),
      ];
    }),
  ];
}

interface Words {
  readonly auth?: string | undefined;
  readonly permissions?: string | undefined;
}

function checkWords(
  { roster }: FleetInput,
  runtime: Runtime | undefined,
  { auth, permissions }: Words,
  path: Path,
): readonly Problem[] {
  if (runtime === undefined) return [];
  const { name, auth: way, permissions: modes } = runtime;
  const fault = (key: Key, message: string, hint: string): Problem => ({
    severity: 'error',
    message,
    hint,
    place: placeOf(roster.source, [...path, key]),
  });
  return [
    ...(auth !== undefined && way === null
      ? [fault('auth', `the runtime ${name} needs nobody to let it in`, 'remove this line')]
      : []),
    ...(permissions !== undefined && modes === null
      ? [fault('permissions', `the runtime ${name} knows no permissions`, 'remove this line')]
      : []),
    ...(permissions !== undefined && modes !== null && !modes.allowed.includes(permissions)
      ? [
          fault(
            'permissions',
            `the runtime ${name} knows no permissions "${permissions}"`,
            knownHint(permissions, modes.allowed),
          ),
        ]
      : []),
  ];
}

function withoutWay(
  { roster }: FleetInput,
  draft: RosterDraft,
  runtime: Runtime | undefined,
  agent: AgentDraft,
  path: Path,
): readonly Problem[] {
  if (!runtime?.auth || runtime.auth.subscription || authOf(agent, draft, runtime).auth === 'secret')
    return [];
  const message = `nobody lets ${agent.name ?? 'this agent'} in: the runtime ${runtime.name} needs a secret`;
  const key = agent.auth === undefined ? 'name' : 'auth';
  return [
    {
      severity: 'error',
      message,
      hint: 'type  auth: secret:NAME',
      place: placeOf(roster.source, [...path, key]),
    },
  ];
}
