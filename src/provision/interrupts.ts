import type { AgentState } from '../model/heartbeat.ts';
import { agentOfUnit } from '../model/unit-name.ts';
import type { Change } from './change.ts';

/** An agent that should not be interrupted now, and why. */
export interface BusyAgent {
  readonly agent: string;
  readonly state: AgentState;
}

/** Agents whose process ends by these changes. */
export function interruptedBy(changes: readonly Change[]): {
  readonly restarts: readonly string[];
  readonly stops: readonly string[];
} {
  const agentsOf = (kind: 'restart' | 'stop') =>
    changes.flatMap((change) =>
      change.kind === kind ? change.units.flatMap((unit) => agentOfUnit(unit) ?? []) : [],
    );
  return { restarts: agentsOf('restart'), stops: agentsOf('stop') };
}

/** Those that should not be interrupted. Nothing is known of a unit that the release does not name: it is no agent of the fleet. */
export function busyAmong(
  agents: readonly string[],
  states: ReadonlyMap<string, AgentState>,
): readonly BusyAgent[] {
  return agents.flatMap((agent) => {
    const state = states.get(agent);
    return state === undefined || mayInterrupt(state) ? [] : [{ agent, state }];
  });
}

/** Whether nothing is lost by a restart now. */
export function mayInterrupt(state: AgentState): boolean {
  switch (state) {
    case 'busy':
    // Somebody is about to answer it, and its turn goes on.
    case 'waiting':
    // Neither send to it nor kill it.
    case 'unknown':
      return false;
    // No turn has begun, none goes on, or none can: a restart may be what helps.
    case 'starting':
    case 'idle':
    case 'auth-hold':
    case 'rate-limited':
    case 'stalled':
    case 'exited':
    case 'stopped':
      return true;
  }
}
