import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { findings } from './findings.ts';
import { isWrong } from './findings-drop-in.ts';
import { isHostFinding } from './findings-host.ts';
import type { Wanted } from './wanted.ts';

/** What to judge a deploy by: the agents that it started, and when, by the host's clock. */
export interface Switched {
  readonly starts: readonly string[];
  readonly at: number;
}

export type Settled =
  | { readonly state: 'ok' }
  | { readonly state: 'wait'; readonly findings: readonly Finding[] }
  /** `finding` is the one that decided it. */
  | { readonly state: 'failed'; readonly finding: Finding; readonly late: boolean };

/** Seconds for units without a harness, and for a beat to come. */
const PATIENCE = 15;

/** Whether a host runs what was switched to. What an agent did that the deploy did not touch is not the deploy's fault. */
export function settled(want: Wanted, facts: Facts, switched: Switched): Settled {
  const open = findings(want, facts).filter((finding) => concerns(finding, want, switched));
  const [first] = open;
  if (first === undefined) return { state: 'ok' };
  const lost = open.find((finding) => isLost(finding, switched));
  if (lost !== undefined) return { state: 'failed', finding: lost, late: false };
  if (facts.now - switched.at > patience(want, switched))
    return { state: 'failed', finding: first, late: true };
  return { state: 'wait', findings: open };
}

/** Seconds that the started agents may take until all is well. */
export function patience({ manifest }: Wanted, { starts }: Pick<Switched, 'starts'>): number {
  const within = manifest.agents
    .filter(({ name }) => starts.includes(name))
    .map(({ startWithin }) => startWithin);
  return Math.max(PATIENCE, ...within) + manifest.heartbeat.every;
}

function concerns(finding: Finding, want: Wanted, { starts }: Switched): boolean {
  if (
    !isWrong(finding) ||
    isHostFinding(finding) ||
    finding.kind === 'unconfirmed' ||
    finding.kind === 'secret-exposed'
  )
    return false;
  const agent = agentOf(finding, want);
  return agent === null || starts.includes(agent);
}

/** The agent that a finding about what runs is of. */
export function agentOf(finding: Finding, { manifest }: Wanted): string | null {
  if ('agent' in finding) return finding.agent;
  if (!('unit' in finding) || finding.kind === 'release-edited' || finding.kind === 'drop-in') return null;
  return manifest.agents.find(({ unit }) => unit === finding.unit)?.name ?? null;
}

/** Whether waiting cannot help. */
function isLost(finding: Finding, { at }: Switched): boolean {
  switch (finding.kind) {
    case 'unit-inactive':
    case 'unit-starting':
    case 'old-launch':
    case 'old-secret':
    case 'no-beat':
    case 'beat-of-earlier-run':
    case 'unit-left':
    case 'sandbox-unseen':
      return false;
    case 'quarantined':
      return finding.last >= at;
    case 'ends-early':
      return finding.last >= at;
    default:
      return true;
  }
}
