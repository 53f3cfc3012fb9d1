import type { Change } from './change.ts';
import type { AgentDiff } from './diff-agents.ts';
import type { ConnectorDiff } from './diff-connectors.ts';
import type { SecretDiff } from './diff-secrets.ts';
import type { PathWord } from './facts.ts';
import type { Finding, HostFinding } from './finding.ts';
import type { HarnessInstall } from './findings-harness.ts';

/** Everything that a deploy does on one host, decided before it begins. Nothing to do: all lists but `drift` are empty. */
export interface HostPlan {
  readonly host: string;
  readonly fleet: string;
  readonly from: string | null;
  /** `null`: the host carries none of the fleet any more. */
  readonly to: string | null;
  /** Harnesses that are installed before all else: beside others, and not rolled back. */
  readonly installs: readonly HarnessInstall[];
  /** Bytes that are free on the host. */
  readonly free: number | null;
  /** Objects and releases that are not there yet: they change nothing that runs, and are not rolled back. */
  readonly stage: readonly PathWord[];
  readonly changes: readonly Change[];
  /** Undoes `changes`, after any of them. */
  readonly rollback: readonly Change[];
  /** What changes for whom, in the roster's words. */
  readonly agents: readonly AgentDiff[];
  readonly connectors: readonly ConnectorDiff[];
  readonly secrets: readonly SecretDiff[];
  /** The version of secrets that the plan supposes. */
  readonly credentials: string | null;
  /** Agents that start or start again. */
  readonly starts: readonly string[];
  /** What somebody changed on the host since the last deploy. */
  readonly drift: readonly Finding[];
  /** What is the host's own beside it, and stays. */
  readonly local: readonly Finding[];
  /** Why this host cannot be deployed to; `mosaic fleet install` mends it. */
  readonly lacks: readonly HostFinding[];
}

/** Whether a deploy would leave the host as it is. */
export function isUnchanged(plan: HostPlan): boolean {
  return plan.installs.length === 0 && isSwitched(plan);
}

/** Whether nothing is left but harnesses to install. */
export function isSwitched({ stage, changes }: Pick<HostPlan, 'stage' | 'changes'>): boolean {
  return stage.length === 0 && changes.length === 0;
}
