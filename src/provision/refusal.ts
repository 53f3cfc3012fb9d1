import { describeFinding } from './describe-finding.ts';
import { describePending } from './describe-pending.ts';
import { isUnchanged } from './host-plan.ts';
import type { HostOutcome } from './outcome.ts';
import type { PlannedHost } from './plan-fleet.ts';
import { nextStepOf } from './will-mend.ts';

/** Why a host is not touched at all. */
export function refusalOf({
  host,
  plan,
  facts,
}: Extract<PlannedHost, { readonly result: 'planned' }>): HostOutcome | null {
  if (facts.pending !== null) {
    const why = `${describePending(facts.pending, facts.now)}; nothing was changed`;
    return { host: host.host, result: 'refused', why, lacks: [], next: `mosaic fleet unlock ${host.host}` };
  }
  const [first] = plan.lacks;
  if (first === undefined || isUnchanged(plan)) return null;
  const why = `${plan.lacks.map(describeFinding).join('; ')}; nothing was changed`;
  return {
    host: host.host,
    result: 'refused',
    why,
    lacks: plan.lacks,
    next: nextStepOf(first, host.host) ?? '',
  };
}
