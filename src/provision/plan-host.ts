import type { HostBundle } from '../model/bundle.ts';
import type { WantedCredentials } from './credentials.ts';
import { diffAgents } from './diff-agents.ts';
import { diffSecrets } from './diff-secrets.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { findings } from './findings.ts';
import { isHostFinding } from './findings-host.ts';
import type { HostPlan } from './host-plan.ts';
import { mend } from './mend.ts';
import { rollbackOf } from './rollback-of.ts';
import { type Wanted, wantedOf } from './wanted.ts';

/**
 * Plans what makes a host as its bundle wants it; `null`: it carries no agents any more, all but their work and state goes.
 * `secrets`: `null` leaves those that the host has.
 */
export function planHost(
  bundle: HostBundle | null,
  host: string,
  facts: Facts,
  secrets: WantedCredentials | null = null,
): HostPlan {
  const want = wantedOf(bundle, facts.fleet, host, secrets);
  const found = findings(want, facts);
  const { stage, changes } = mend(want, facts, found);
  const have = deployed(host, facts);
  const drift = have === null ? found.filter(isDrift) : findings(have, facts).filter(isDrift);
  const starts = startedAgents(want, changes);
  return {
    host,
    fleet: facts.fleet,
    from: facts.current,
    to: want.release,
    stage,
    changes,
    rollback: rollbackOf(changes, facts),
    agents: diffAgents(have?.manifest ?? null, want.manifest),
    secrets: diffSecrets(want, facts, starts),
    credentials: facts.secrets.current,
    starts,
    drift,
    lacks: found.filter(isHostFinding),
  };
}

/** What the last deploy wanted; `null` when there was none, or its manifest was destroyed. */
function deployed(host: string, facts: Facts): Wanted | null {
  if (facts.current === null) return wantedOf(null, facts.fleet, host);
  const manifest = facts.manifests[facts.current];
  return manifest === undefined ? null : { release: facts.current, manifest, secrets: null };
}

function isDrift(finding: Finding): boolean {
  return !isHostFinding(finding) && finding.kind !== 'other-release';
}

function startedAgents(want: Wanted, changes: HostPlan['changes']): readonly string[] {
  const started = new Set(
    changes.flatMap((change) => (change.kind === 'start' || change.kind === 'restart' ? change.units : [])),
  );
  return want.manifest.agents.filter(({ unit }) => started.has(unit)).map(({ name }) => name);
}
