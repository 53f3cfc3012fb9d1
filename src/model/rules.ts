import type { AgentState, HeartbeatLimits, Signals } from './heartbeat.ts';
import { formatSpan } from './span.ts';

/** What a rule saw, in words; `state` is what it decides, `null` when it does not apply. */
export interface Sight {
  readonly state: AgentState | null;
  readonly saw: string;
  readonly since: number | null;
}

/** One row of the table that decides a state. */
export interface Rule {
  readonly name: string;
  /** A sentence: what the rule says, whatever the signals are. */
  readonly means: string;
  readonly look: (signals: Signals, limits: HeartbeatLimits) => Sight;
}

export function yes(state: AgentState, saw: string, since: number | null = null): Sight {
  return { state, saw, since };
}

export function no(saw: string): Sight {
  return { state: null, saw, since: null };
}

export function ago(signals: Signals, at: number): string {
  return `${formatSpan(signals.now - at)} ago`;
}

/** Whether a moment lies within the last `seconds`. Clocks that were set back give moments in the future: those count as now. */
export function isWithin(signals: Signals, at: number, seconds: number): boolean {
  return signals.now - at <= seconds;
}

export function endOf(signals: Signals): string {
  const { exit } = signals;
  if (exit === null) return 'how it ended is not recorded';
  const how = exit.signal === null ? `exit code ${exit.code ?? 'unknown'}` : `signal ${exit.signal}`;
  return `it ended ${ago(signals, exit.at)} by ${how}`;
}

/** The hook's record, unless an earlier launch left it. */
export function hookOfThisLaunch(signals: Signals): Signals['hook'] {
  const since = signals.process?.since ?? null;
  const { hook } = signals;
  return hook !== null && (since === null || hook.at >= since) ? hook : null;
}
