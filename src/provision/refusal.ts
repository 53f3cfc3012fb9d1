import { describeFinding } from './describe-finding.ts';
import { isUnchanged } from './host-plan.ts';
import type { HostOutcome } from './outcome.ts';
import type { PlannedHost } from './plan-fleet.ts';

/** Why a host is not touched at all. */
export function refusalOf({
  host,
  plan,
  facts,
}: Extract<PlannedHost, { readonly result: 'planned' }>): HostOutcome | null {
  if (facts.pending !== null) {
    const { by, where } = facts.pending;
    const why = `a deploy by ${by} from ${where} is neither confirmed nor reverted; nothing was changed`;
    return { host: host.host, result: 'refused', why, lacks: [], next: `mosaic fleet unlock ${host.host}` };
  }
  if (plan.lacks.length === 0 || isUnchanged(plan)) return null;
  const why = `${plan.lacks.map(describeFinding).join('; ')}; nothing was changed`;
  return {
    host: host.host,
    result: 'refused',
    why,
    lacks: plan.lacks,
    next: `mosaic fleet install ${host.host}`,
  };
}
