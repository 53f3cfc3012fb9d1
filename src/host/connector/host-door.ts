import type { AgentState } from '../../model/heartbeat.ts';

/** What an agent of this host is doing; times are seconds since 1970 by the host's clock. Its texts are hostile data. */
export interface AgentView {
  readonly name: string;
  readonly orchestrator: boolean;
  readonly runtime: string;
  readonly state: AgentState;
  /** The rule that decided, and the sentence that says why. */
  readonly rule: string;
  readonly why: string;
  readonly since: number | null;
  /** When a rate limit ends, where that is known. */
  readonly until: number | null;
  /** What a permission dialog asks, and what a decision about it must name; both `null` where there is none. */
  readonly prompt: string | null;
  readonly fingerprint: string | null;
  /** What its harness said last. */
  readonly last: string | null;
}

export interface HostView {
  readonly now: number;
  /** Sorted by name. */
  readonly agents: readonly AgentView[];
}

export type DoorResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

export type LifecycleAct = 'start' | 'stop' | 'restart';

/** The host that a connector runs on. Nothing rejects: what went wrong is a result, in words. */
export interface HostDoor {
  readonly look: () => Promise<DoorResult<HostView>>;
  /** `by` is for the stop mark and the audit log, e.g. `discord:123`. The value is the unit's state now. */
  readonly lifecycle: (act: LifecycleAct, agent: string, by: string) => Promise<DoorResult<string>>;
  /** Answers the prompt of that fingerprint, or says why it did not. The value says what was seen of it. */
  readonly decide: (
    agent: string,
    fingerprint: string,
    decision: 'allow' | 'deny',
    by: string,
  ) => Promise<DoorResult<string>>;
  /** The last lines of an agent's log, oldest first. */
  readonly logs: (agent: string, lines: number) => Promise<DoorResult<readonly string[]>>;
}
