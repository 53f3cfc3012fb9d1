import { agentOfUnit, connectorOfUnit } from '../model/unit-name.ts';
import type { Finding } from './finding.ts';

/** An agent or a connector whose process is of an earlier deploy, which had not restarted it; nobody's hand on the host. */
export interface Lag {
  readonly unit: string;
  /** e.g. `still runs the launch before` */
  readonly text: string;
}

export function lagOf(finding: Finding): Lag | null {
  if (finding.kind === 'old-secret') {
    return { unit: finding.unit, text: `still has an earlier value of the secret ${finding.secret}` };
  }
  if (finding.kind !== 'old-launch') return null;
  const { unit } = finding;
  const isShown = agentOfUnit(unit) !== null || connectorOfUnit(unit) !== null;
  return isShown ? { unit, text: 'still runs the launch before' } : null;
}

/** In what units lag behind the current release, as far as they lag behind the wanted one too; by unit. */
export function lagsOf(
  toCurrent: readonly Finding[],
  toWanted: readonly Finding[],
): ReadonlyMap<string, readonly string[]> {
  const all = toWanted.flatMap((finding) => lagOf(finding) ?? []);
  const lags = toCurrent
    .flatMap((finding) => lagOf(finding) ?? [])
    .filter(({ unit, text }) => all.some((lag) => lag.unit === unit && lag.text === text));
  return new Map(
    [...Map.groupBy(lags, ({ unit }) => unit)].map(([unit, own]) => [unit, own.map(({ text }) => text)]),
  );
}
