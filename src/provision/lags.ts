import { agentOfUnit } from '../model/unit-name.ts';
import type { Finding } from './finding.ts';

/** An agent whose process is of an earlier deploy, which had not restarted it; nobody's hand on the host. */
export interface Lag {
  readonly agent: string;
  /** e.g. `still runs the launch before` */
  readonly text: string;
}

export function lagOf(finding: Finding): Lag | null {
  if (finding.kind === 'old-secret') {
    return { agent: finding.agent, text: `still has an earlier value of the secret ${finding.secret}` };
  }
  const agent = finding.kind === 'old-launch' ? agentOfUnit(finding.unit) : null;
  return agent === null ? null : { agent, text: 'still runs the launch before' };
}

/** In what agents lag behind the current release, as far as they lag behind the wanted one too; by agent. */
export function lagsOf(
  toCurrent: readonly Finding[],
  toWanted: readonly Finding[],
): ReadonlyMap<string, readonly string[]> {
  const all = toWanted.flatMap((finding) => lagOf(finding) ?? []);
  const lags = toCurrent
    .flatMap((finding) => lagOf(finding) ?? [])
    .filter(({ agent, text }) => all.some((lag) => lag.agent === agent && lag.text === text));
  return new Map(
    [...Map.groupBy(lags, ({ agent }) => agent)].map(([agent, own]) => [agent, own.map(({ text }) => text)]),
  );
}
