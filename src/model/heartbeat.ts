import type { ScreenKind } from './runtime.ts';

/**
 * What an agent is doing. `unknown` means: neither send to it nor kill it.
 * `stopped` is by intent, `exited` is not; `stalled` is alive and does nothing.
 */
export type AgentState =
  | 'starting'
  | 'idle'
  | 'busy'
  | 'waiting'
  | 'auth-hold'
  | 'rate-limited'
  | 'stalled'
  | 'exited'
  | 'stopped'
  | 'unknown';

/** All that is known of one agent at one moment. `null` is: could not be learned, or is not there. Times are the host's seconds. */
export interface Signals {
  readonly now: number;
  readonly stopMark: boolean;
  readonly unit: {
    /** systemd's ActiveState and SubState. */
    readonly active: string;
    readonly sub: string;
    /** Exit status of its main process; 78 is the quarantine. */
    readonly status: number | null;
    readonly restarts: number;
  } | null;
  /** The harness' process, by pid and start ticks. */
  readonly process: {
    readonly alive: boolean;
    /** Letter of /proc/PID/stat: `T` is stopped, `D` waits for a disk. */
    readonly state: string | null;
    /** When it was launched. */
    readonly since: number | null;
  } | null;
  readonly hook: {
    readonly at: number;
    readonly state: string;
    /** When it began to say so; a later word of the same state does not move it. */
    readonly since: number | null;
    readonly turn: number | null;
    readonly last: string | null;
    readonly prompt: string | null;
    /** Tells this prompt from every other one, the same question asked again included. */
    readonly fingerprint: string | null;
    /** Until when its provider takes no more of it, where that is known. */
    readonly until: number | null;
  } | null;
  readonly screen: {
    readonly kind: ScreenKind;
    /** When the terminal last changed. */
    readonly changed: number | null;
  } | null;
  readonly exit: {
    readonly at: number;
    readonly code: number | null;
    readonly signal: string | null;
  } | null;
  readonly failures: number;
}

export interface HeartbeatLimits {
  /** Seconds after which a signal no longer counts. */
  readonly stale: number;
  readonly startWithin: number;
  readonly nativeBeat: boolean;
}

/** The state, the rule that decided it, and a sentence that says why. */
export interface Verdict {
  readonly state: AgentState;
  readonly rule: string;
  readonly why: string;
  /** Since when, where that is known. */
  readonly since: number | null;
}
