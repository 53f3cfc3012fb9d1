import type { FleetInput } from './fleet-input.ts';
import type { Problem } from './problem.ts';
import type { ConnectorDraft, RosterDraft } from './written-roster.ts';
import { type Path, placeOf } from './yaml-source.ts';

export interface PlacedConnector {
  readonly draft: ConnectorDraft;
  readonly path: Path;
}

/** The connectors of a draft with their paths, in the order of the file. */
export function connectorDrafts(draft: RosterDraft): readonly PlacedConnector[] {
  const connectors = draft.orchestrator?.connectors ?? [];
  return connectors.map((connector, index) => ({
    draft: connector,
    path: ['orchestrator', 'connectors', index],
  }));
}

/** Names and tokens that stand twice, people of whom nobody is heard, tokens that would travel readable. */
export function checkConnectors(input: FleetInput, draft: RosterDraft): readonly Problem[] {
  const connectors = connectorDrafts(draft);
  return [
    ...twice(input, connectors, 'name', (name) => `a second connector named "${name}"`),
    ...twice(input, connectors, 'token', () => 'a second connector with this token'),
    ...connectors.flatMap((connector) => [...unheard(input, connector), ...readable(input, connector)]),
  ];
}

const WHY_ONCE = {
  name: 'names are unique in the fleet',
  token: "two connections of one token take each other's messages: make a bot for each",
} as const;

function twice(
  { roster }: FleetInput,
  connectors: readonly PlacedConnector[],
  key: 'name' | 'token',
  message: (value: string) => string,
): readonly Problem[] {
  const first = new Map<string, PlacedConnector>();
  return connectors.flatMap((connector): readonly Problem[] => {
    const value = connector.draft[key];
    const earlier = value === undefined ? undefined : first.get(value);
    if (value !== undefined && earlier === undefined) first.set(value, connector);
    if (value === undefined || earlier === undefined) return [];
    const { line } = placeOf(roster.source, [...earlier.path, key]);
    const place = placeOf(roster.source, [...connector.path, key]);
    const hint = `the first stands on line ${line}; ${WHY_ONCE[key]}`;
    return [{ severity: 'error', message: message(value), hint, place }];
  });
}

// In a faulty roster the lists may only look empty.
function unheard({ roster }: FleetInput, { draft, path }: PlacedConnector): readonly Problem[] {
  const heard = [...(draft.allow ?? []), ...(draft.owners ?? [])];
  if (heard.length > 0 || roster.problems.some(({ severity }) => severity === 'error')) return [];
  const message = `nobody may speak by the connector ${draft.name ?? ''}`;
  const hint = 'add  allow: ["the id of a user"]  or  owners:, whose members may also approve and stop';
  return [{ severity: 'warning', message, hint, place: placeOf(roster.source, path) }];
}

function readable({ roster }: FleetInput, { draft, path }: PlacedConnector): readonly Problem[] {
  const host = /^http:\/\/(\[[^\]]*\]|[^:/]*)/.exec(draft.api ?? '')?.[1];
  if (host === undefined || /^(localhost|127\..*|\[::1\])$/.test(host)) return [];
  const message = `the token travels readable to ${host}`;
  const place = placeOf(roster.source, [...path, 'api']);
  return [{ severity: 'warning', message, hint: 'https:// hides it', place }];
}
