import type { Actor } from './actor.ts';
import { deployHost } from './deploy-host.ts';
import type { Drain } from './drain.ts';
import { type DrainedHost, drainHost, type Planned } from './drain-host.ts';
import { type Fault, faultOf } from './fault.ts';
import { isUnchanged } from './host-plan.ts';
import type { HarnessInstalling } from './install-harnesses.ts';
import { installPlanned } from './install-planned.ts';
import type { HostScripts } from './look.ts';
import type { HostOutcome } from './outcome.ts';
import type { PlannedHost } from './plan-fleet.ts';
import { refusalOf } from './refusal.ts';

export interface FleetDeploy {
  readonly scripts: HostScripts;
  readonly actor: Actor;
  readonly installing: HarnessInstalling;
  /** `null`: agents are interrupted at once. */
  readonly drain: Drain | null;
  /** The host that is done first; nothing else is touched unless all is well there. `null`: all at once. */
  readonly canary: string | null;
  /** Seconds until a host reverts what is not confirmed; `null`: as long as its agents may take, and a margin. */
  readonly confirmWithin: number | null;
  /** Hears of each host as it ends. */
  readonly onOutcome: (outcome: HostOutcome) => void;
}

/** Deploys what was planned, all hosts at once; a host that fails drops out and the rest go on. In the order given. */
export async function deployFleet(
  planned: readonly PlannedHost[],
  deploy: FleetDeploy,
): Promise<readonly HostOutcome[]> {
  const first = planned.find(({ host }) => host.host === deploy.canary);
  if (first === undefined) return await Promise.all(planned.map((one) => deployOne(one, deploy)));
  const canary = await deployOne(first, deploy);
  return await Promise.all(
    planned.map((one) => {
      if (one === first) return canary;
      return isWell(canary) ? deployOne(one, deploy) : held(one, deploy);
    }),
  );
}

/** Whether a canary is, and runs, all that was wanted. */
function isWell(outcome: HostOutcome): boolean {
  return outcome.result === 'unchanged' || (outcome.result === 'deployed' && outcome.deferred.length === 0);
}

async function deployOne(one: PlannedHost, deploy: FleetDeploy): Promise<HostOutcome> {
  const outcome = await deployPlanned(one, deploy);
  deploy.onOutcome(outcome);
  return outcome;
}

function held({ host }: PlannedHost, { canary, onOutcome }: FleetDeploy): HostOutcome {
  const outcome: HostOutcome = { host: host.host, result: 'held', canary: canary ?? '' };
  onOutcome(outcome);
  return outcome;
}

async function deployPlanned(one: PlannedHost, deploy: FleetDeploy): Promise<HostOutcome> {
  const { host } = one.host;
  if (one.result === 'unreachable') return unreachable(host, one);
  if (one.result === 'impossible') {
    return { host, result: 'refused', why: `${one.why}; nothing was changed`, lacks: [], next: one.next };
  }
  const refusal = refusalOf(one);
  if (refusal !== null) return refusal;
  if (isUnchanged(one.plan)) return { host, result: 'unchanged', release: one.plan.to };
  try {
    return await drainAndDeploy(one, deploy);
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    return unreachable(host, fault);
  }
}

async function drainAndDeploy(
  one: Planned,
  { scripts, actor, drain, confirmWithin, installing }: FleetDeploy,
): Promise<HostOutcome> {
  const transport = await one.host.open();
  // Before anybody is waited for, or interrupted: it takes time, and touches nothing that runs.
  const installed = await installPlanned(one, transport, scripts, installing);
  if (installed.kind === 'ended') return installed.outcome;
  const drained: DrainedHost =
    drain === null
      ? { kind: 'ready', planned: installed.planned, deferred: [] }
      : await drainHost(installed.planned, transport, scripts, drain);
  if (drained.kind === 'ended') return drained.outcome;
  const { host, plan, facts: before, credentials } = drained.planned;
  if (isUnchanged(plan)) return { host: host.host, result: 'unchanged', release: plan.to };
  const { deferred } = drained;
  return await deployHost({
    transport,
    scripts,
    bundle: host.bundle,
    plan,
    before,
    credentials,
    deferred,
    actor,
    confirmWithin,
  });
}

function unreachable(host: string, { why, next }: Fault): HostOutcome {
  return { host, result: 'unreachable', why, next, undecided: false };
}
