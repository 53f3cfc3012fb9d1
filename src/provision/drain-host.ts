import type { Transport } from '../remote/transport.ts';
import { awaitIdle, type Drain } from './drain.ts';
import { type HostPlan, isUnchanged } from './host-plan.ts';
import { type BusyAgent, interruptedBy } from './interrupts.ts';
import { type HostScripts, lookAt } from './look.ts';
import type { HostOutcome } from './outcome.ts';
import type { PlannedHost } from './plan-fleet.ts';
import { planHost } from './plan-host.ts';
import { refusalOf } from './refusal.ts';

export type Planned = Extract<PlannedHost, { readonly result: 'planned' }>;

/** A plan that can be carried out now, and who is left out of it; or what became of the host instead. */
export type DrainedHost =
  | { readonly kind: 'ready'; readonly planned: Planned; readonly deferred: readonly BusyAgent[] }
  | { readonly kind: 'ended'; readonly outcome: HostOutcome };

/**
 * Waits until the agents that a plan interrupts are idle. When time went by, looks and plans again, without those that are still
 * busy: they go on with the launch that they have. Changes nothing. Rejects with a RemoteError.
 */
export async function drainHost(
  planned: Planned,
  transport: Transport,
  scripts: HostScripts,
  drain: Drain,
): Promise<DrainedHost> {
  const { restarts, stops } = interruptedBy(planned.plan.changes);
  const agents = [...stops, ...restarts];
  if (agents.length === 0) return { kind: 'ready', planned, deferred: [] };
  const { busy, hasWaited } = await awaitIdle(transport, agents, drain);
  const { host } = planned.host;
  if (busy.some(({ agent }) => stops.includes(agent)))
    return ended({ host, result: 'deferred', to: planned.plan.to, deferred: busy });
  if (!hasWaited && busy.length === 0) return { kind: 'ready', planned, deferred: [] };
  return await planAgain(planned, transport, scripts, busy);
}

async function planAgain(
  planned: Planned,
  transport: Transport,
  scripts: HostScripts,
  busy: readonly BusyAgent[],
): Promise<DrainedHost> {
  const { host, bundle } = planned.host;
  const facts = await lookAt(transport, scripts, planned.plan.fleet);
  const spared = busy.map(({ agent }) => agent);
  const plan = planHost(bundle, host, facts, planned.credentials, spared);
  const again = { ...planned, plan, facts };
  const refusal = refusalOf(again);
  if (refusal !== null) return ended(refusal);
  if (!isWithin(planned.plan, plan)) return ended(moved(host));
  if (busy.length > 0 && isUnchanged(plan))
    return ended({ host, result: 'deferred', to: planned.plan.to, deferred: busy });
  return { kind: 'ready', planned: again, deferred: busy };
}

/** Whether a plan that was made later does nothing to units that was not shown. */
function isWithin(shown: HostPlan, now: HostPlan): boolean {
  const known = new Set(unitsOf(shown));
  const isSameHost = shown.from === now.from && shown.credentials === now.credentials;
  return isSameHost && unitsOf(now).every((unit) => known.has(unit));
}

function unitsOf({ changes }: HostPlan): readonly string[] {
  return changes.flatMap((change) =>
    change.kind === 'start' || change.kind === 'restart' || change.kind === 'stop' ? change.units : [],
  );
}

function moved(host: string): HostOutcome {
  const why = 'the host changed while its agents were waited for; nothing was changed';
  return { host, result: 'refused', why, lacks: [], next: `mosaic fleet deploy ${host}` };
}

function ended(outcome: HostOutcome): DrainedHost {
  return { kind: 'ended', outcome };
}
