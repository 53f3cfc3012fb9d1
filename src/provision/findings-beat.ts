import type { ManifestAgent } from '../model/bundle.ts';
import { integerOf } from '../model/record.ts';
import type { Facts } from './facts.ts';
import type { BeatFinding } from './finding.ts';
import type { Wanted } from './wanted.ts';

/** Agents whose unit is active, but of whose present run no fresh beat tells. */
export function beatFindings({ manifest }: Wanted, facts: Facts): readonly BeatFinding[] {
  return manifest.agents.flatMap((agent) => ofAgent(agent, manifest.heartbeat.stale, facts));
}

function ofAgent({ name, unit, launch }: ManifestAgent, stale: number, facts: Facts): readonly BeatFinding[] {
  const have = facts.units[unit];
  const own = facts.agents[name];
  if (own?.stopped === true || have?.active !== 'active' || have.launch !== launch) return [];
  const at = integerOf(own?.beat ?? {}, 'at');
  if (at === null || facts.now - at > stale) return [{ kind: 'no-beat', agent: name, last: at }];
  const isOfThisRun = own?.beat?.['launch'] === launch && at >= (have.since ?? 0);
  if (!isOfThisRun) return [{ kind: 'beat-of-earlier-run', agent: name }];
  return own?.beat?.['alive'] === '1' ? [] : [{ kind: 'no-beat', agent: name, last: at }];
}
