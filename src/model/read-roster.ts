import { type Reading, readWritten } from './read-written.ts';
import type { Explain } from './schema-problems.ts';
import { type AgentDraft, type RosterDraft, rosterDraftSchema, rosterSchema } from './written-roster.ts';
import type { Path } from './yaml-source.ts';

/** Reads roster.yaml. Everything that concerns this file alone is among the problems. */
export function readRoster(file: string, text: string): Reading<RosterDraft> {
  return readWritten(file, text, rosterSchema, rosterDraftSchema, explain);
}

const explain: Explain = (path, value) =>
  explainSandbox(path, value) ??
  explainSecret(path, value) ??
  explainToken(path, value) ??
  explainAuth(path, value) ??
  explainConnectors(path, value) ??
  explainOrchestrator(path, value);

const explainSandbox: Explain = (path, value) => {
  if (path.at(-2) !== 'sandbox' || path.at(-1) !== 'disabled' || value !== true) return null;
  return {
    message: 'a sandbox is disabled without a reason',
    hint: 'type why, e.g.  disabled: needs docker',
  };
};

// What stands there may be the secret itself: it is never shown.
const explainSecret: Explain = (path, value) => {
  if (path.length !== 2 || path[0] !== 'secrets' || value === null || value === undefined) return null;
  const name = String(path[1]);
  if (typeof value === 'string' && value.startsWith('secret:')) {
    return { message: `secret ${name} comes from a secret`, hint: SOURCES, isPrivate: true };
  }
  const hint = `${SOURCES}\na value itself never stands here; mosaic fleet secret set ${name}  asks for it`;
  return { message: `secret ${name}: this is no source`, hint, isPrivate: true };
};

const explainAuth: Explain = (path, value) => {
  if (path.at(-1) !== 'auth' || value === null || value === undefined) return null;
  const hint =
    'secret:NAME, or subscription for a login that is kept on the host; a key itself never stands here';
  return { message: 'auth names no way in', hint, isPrivate: true };
};

const explainToken: Explain = (path, value) => {
  const isToken = path.length === 4 && path[1] === 'connectors' && path[3] === 'token';
  if (!isToken || value === null || value === undefined) return null;
  const hint =
    'type  token: secret:discord-token\na value itself never stands here; mosaic fleet secret set discord-token  asks for it';
  return { message: 'token names no secret', hint, isPrivate: true };
};

const explainConnectors: Explain = (path) => {
  if (path.at(-1) !== 'connectors' || (path[0] !== 'agents' && path.length !== 1)) return null;
  return {
    message: 'connectors do not belong here',
    hint: 'people reach the orchestrator: move them below orchestrator:',
  };
};

const SOURCES = 'env:VARIABLE, file:PATH, command:COMMAND or age';

const explainOrchestrator: Explain = (path, value) => {
  if (path[0] === 'agents' && path.length === 3 && path[2] === 'orchestrator') {
    const hint = 'exactly one leads: the one under orchestrator: at the top. Remove this key';
    return { message: 'a second orchestrator', hint };
  }
  if (path.length !== 1 || path[0] !== 'orchestrator') return null;
  if (value === undefined || value === null) {
    const hint = 'exactly one agent leads. Add  orchestrator: { name: mos, host: … }';
    return { message: 'no orchestrator', hint };
  }
  if (!Array.isArray(value)) return null;
  const hint = 'exactly one agent leads: a map, not a list. Move the others to agents:';
  return { message: `orchestrator is a list of ${value.length}`, hint };
};

export interface PlacedAgent {
  readonly draft: AgentDraft;
  readonly path: Path;
  readonly orchestrator: boolean;
}

/** The orchestrator and all agents of a draft with their paths, in the order of the file. */
export function agentsOf(draft: RosterDraft): readonly PlacedAgent[] {
  const first = draft.orchestrator;
  const others = (draft.agents ?? []).map((agent, index) => ({
    draft: agent,
    path: ['agents', index],
    orchestrator: false,
  }));
  return first === undefined
    ? others
    : [{ draft: first, path: ['orchestrator'], orchestrator: true }, ...others];
}

/** The files that instructions are read from, as they are written, relative to the roster; sorted. */
export function instructionFilesOf(draft: RosterDraft): readonly string[] {
  const files = agentsOf(draft).flatMap(({ draft: { instructions } }) =>
    typeof instructions === 'object' ? [instructions.file] : [],
  );
  return [...new Set(files)].sort();
}
