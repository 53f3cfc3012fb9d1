import type { HostBundle } from '../model/bundle.ts';
import type { WantedCredentials } from './credentials.ts';
import { diffAgents } from './diff-agents.ts';
import { diffConnectors } from './diff-connectors.ts';
import { diffSecrets } from './diff-secrets.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { findings } from './findings.ts';
import { isWrong } from './findings-drop-in.ts';
import { harnessInstalls } from './findings-harness.ts';
import { isHostFinding } from './findings-host.ts';
import type { HostPlan } from './host-plan.ts';
import { lagOf, lagsOf } from './lags.ts';
import { mend } from './mend.ts';
import { rollbackOf } from './rollback-of.ts';
import { carriedBy, wantedOf } from './wanted.ts';

/**
 * Plans what makes a host as its bundle wants it; `null`: it carries no agents any more, all but their work and state goes.
 * `secrets`: `null` leaves those that the host has. `spared`: agents that are not restarted, whatever they run.
 */
export function planHost(
  bundle: HostBundle | null,
  host: string,
  facts: Facts,
  secrets: WantedCredentials | null = null,
  spared: readonly string[] = [],
): HostPlan {
  const want = wantedOf(bundle, facts.fleet, host, secrets);
  const found = findings(want, facts);
  const { stage, changes } = mend(want, facts, found, spared);
  const have = carriedBy(host, facts);
  const odd = have === null ? found : findings(have, facts);
  const started = unitsOf(changes, 'start', 'restart');
  const runs = { restarts: [...unitsOf(changes, 'restart')], lags: lagsOf(odd, found) };
  return {
    host,
    fleet: facts.fleet,
    from: facts.current,
    to: want.release,
    installs: harnessInstalls(want, facts, found),
    free: facts.free,
    stage,
    changes,
    rollback: rollbackOf(changes, facts),
    agents: diffAgents(have?.manifest ?? null, want.manifest, runs),
    connectors: diffConnectors(have?.manifest ?? null, want.manifest, runs),
    secrets: diffSecrets(want, facts, started),
    credentials: facts.secrets.current,
    starts: want.manifest.agents.filter(({ unit }) => started.has(unit)).map(({ name }) => name),
    drift: odd.filter(isDrift),
    local: found.filter((finding) => !isWrong(finding)),
    lacks: found.filter(isHostFinding),
  };
}

function isDrift(finding: Finding): boolean {
  return (
    isWrong(finding) && !isHostFinding(finding) && finding.kind !== 'other-release' && lagOf(finding) === null
  );
}

function unitsOf(
  changes: HostPlan['changes'],
  ...kinds: readonly ('start' | 'restart')[]
): ReadonlySet<string> {
  return new Set(
    changes.flatMap((change) =>
      kinds.some((kind) => kind === change.kind) && 'units' in change ? change.units : [],
    ),
  );
}
