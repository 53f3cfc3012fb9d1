import type { Fault } from './fault.ts';
import type { Finding, HostFinding } from './finding.ts';
import type { BusyAgent } from './interrupts.ts';

/** What became of one host, and what to type next. */
export type HostOutcome = { readonly host: string } & (
  | { readonly result: 'unchanged'; readonly release: string | null }
  | {
      readonly result: 'deployed';
      readonly from: string | null;
      readonly to: string | null;
      /** Agents that were started or started again. */
      readonly starts: readonly string[];
      /** Agents that go on with the launch that they had, since they were busy to the end of their drain. */
      readonly deferred: readonly BusyAgent[];
    }
  | {
      readonly result: 'rolled-back';
      readonly from: string | null;
      readonly to: string | null;
      readonly why: string;
      readonly agent: string | null;
      /** Last lines of the agent's log. */
      readonly log: readonly string[];
      /** In what the host still differs from before; nothing is the rule. */
      readonly differs: readonly string[];
    }
  /** Nothing was touched, for these are busy: nothing else was to be done, or one of them is to be removed. */
  | {
      readonly result: 'deferred';
      readonly to: string | null;
      readonly deferred: readonly BusyAgent[];
    }
  /** Nothing was touched, since this host, which goes first, is not as wanted. */
  | { readonly result: 'held'; readonly canary: string }
  /** Nothing was touched. */
  | {
      readonly result: 'refused';
      readonly why: string;
      readonly lacks: readonly HostFinding[];
      readonly next: string;
    }
  /** The connection broke, or never was. `undecided`: a switch was made, and the host confirms or reverts it by itself. */
  | ({ readonly result: 'unreachable'; readonly undecided: boolean } & Fault)
);

/** What one look found on a host. */
export type HostFindings = { readonly host: string } & (
  | { readonly result: 'looked'; readonly release: string | null; readonly findings: readonly Finding[] }
  | ({ readonly result: 'unreachable' } & Fault)
);
