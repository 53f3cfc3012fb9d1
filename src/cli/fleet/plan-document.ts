import type { PlanDocument } from '../../model/contract-deploy.ts';
import { describeChange } from '../../provision/describe-change.ts';
import { describeFinding } from '../../provision/describe-finding.ts';
import type { Finding } from '../../provision/finding.ts';
import { isUnchanged } from '../../provision/host-plan.ts';
import type { PlannedHost } from '../../provision/plan-fleet.ts';
import { nextStepOf } from '../../provision/will-mend.ts';
import { pullCommand, type Unrelated } from './unrelated.ts';

/** What `plan --json` prints. */
export function planDocument(
  fleet: string,
  hosts: readonly PlannedHost[],
  unrelated: readonly Unrelated[] = [],
): PlanDocument {
  const rows = hosts.map((planned) => {
    const found = unrelated.find(({ host }) => host === planned.host.host);
    const { commit, by } = found ?? { commit: '', by: '' };
    const own = found === undefined ? null : { commit, by, next: pullCommand(found) };
    return { ...planRow(planned), unrelated: own };
  });
  return { version: 1, fleet, hosts: rows };
}

function planRow(planned: PlannedHost): Omit<PlanDocument['hosts'][number], 'unrelated'> {
  const { host } = planned.host;
  if (planned.result !== 'planned') {
    const { result, why, next } = planned;
    const nothing = {
      agents: [],
      connectors: [],
      secrets: [],
      harnesses: [],
      starts: [],
      drift: [],
      local: [],
      changes: [],
      lacks: [],
    };
    return { host, result, from: null, to: planned.host.bundle?.release ?? null, ...nothing, why, next };
  }
  const { plan } = planned;
  const { from, to, agents, starts } = plan;
  const row = (finding: Finding) => findingRow(finding, host);
  return {
    host,
    result: isUnchanged(plan) ? 'unchanged' : plan.lacks.length > 0 ? 'lacks' : 'changes',
    from,
    to,
    agents: agents.map((diff) => ({ ...diff })),
    connectors: plan.connectors.map((diff) => ({ ...diff })),
    secrets: plan.secrets.map((diff) => ({ ...diff, restarts: [...diff.restarts] })),
    harnesses: plan.installs.map(({ harness, version, isRepair }) => ({
      harness,
      version,
      change: isRepair ? ('repair' as const) : ('install' as const),
    })),
    starts: [...starts],
    drift: plan.drift.map(row),
    local: plan.local.map(row),
    changes: plan.changes.map(describeChange),
    lacks: plan.lacks.map(row),
    why: null,
    next: null,
  };
}

export function findingRow(finding: Finding, host: string) {
  return { kind: finding.kind, text: describeFinding(finding), next: nextStepOf(finding, host) };
}
