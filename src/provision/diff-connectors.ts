import type { Manifest, ManifestConnector } from '../model/bundle.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import { changed, type UnitRuns } from './diff-agents.ts';

/** What becomes of one connector, in the roster's words. */
export interface ConnectorDiff {
  readonly mark: '+' | '~' | '-';
  readonly connector: string;
  /** e.g. `channel 1 → 2; owners +3` */
  readonly text: string;
  /** Whether it runs, and is restarted. */
  readonly restarts: boolean;
}

/** Compares the connectors of two releases of one host; unchanged ones are not mentioned. Sorted by name. */
export function diffConnectors(
  from: Manifest | null,
  to: Manifest,
  runs: UnitRuns,
): readonly ConnectorDiff[] {
  const have = new Map((from?.connectors ?? []).map((connector) => [connector.name, connector]));
  const want = new Map(to.connectors.map((connector) => [connector.name, connector]));
  const names = [...new Set([...have.keys(), ...want.keys()])].sort(byCodeUnit);
  return names.flatMap((name) => diffConnector(name, have.get(name), want.get(name), runs));
}

function diffConnector(
  connector: string,
  have: ManifestConnector | undefined,
  want: ManifestConnector | undefined,
  { restarts, lags }: UnitRuns,
): readonly ConnectorDiff[] {
  if (want === undefined)
    return [{ mark: '-', connector, text: 'ended; what it kept stays', restarts: false }];
  if (have === undefined) return [{ mark: '+', connector, text: addedText(want), restarts: false }];
  const words = changesOf(have, want);
  const program = words.length === 0 && have.launch !== want.launch ? ['its program'] : [];
  const all = [...words, ...program, ...(lags.get(want.unit) ?? [])];
  if (all.length === 0) return [];
  return [{ mark: '~', connector, text: all.join('; '), restarts: restarts.includes(want.unit) }];
}

function addedText({ kind, channel, agent, allow, owners }: ManifestConnector): string {
  const people = `${allow.length} may speak, ${owners.length} may also approve and stop`;
  return `${kind} channel ${channel} to ${agent}; ${people}`;
}

function changesOf(have: ManifestConnector, want: ManifestConnector): readonly string[] {
  return [
    ...changed('kind', have.kind, want.kind),
    ...changed('to', have.agent, want.agent),
    ...changed('server', have.server, want.server),
    ...changed('channel', have.channel, want.channel),
    ...listed('allow', have.allow, want.allow),
    ...listed('owners', have.owners, want.owners),
    ...changed('mention', String(have.mention), String(want.mention)),
    ...changed('token', `secret:${have.secret}`, `secret:${want.secret}`),
    ...changed('api', have.api ?? 'the platform', want.api ?? 'the platform'),
  ];
}

function listed(what: string, have: readonly string[], want: readonly string[]): readonly string[] {
  const words = [
    ...want.filter((id) => !have.includes(id)).map((id) => `+${id}`),
    ...have.filter((id) => !want.includes(id)).map((id) => `-${id}`),
  ];
  return words.length === 0 ? [] : [`${what} ${words.join(' ')}`];
}
