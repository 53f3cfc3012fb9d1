import { deployHost } from './deploy-host.ts';
import { describeFinding } from './describe-finding.ts';
import { type Fault, faultOf } from './fault.ts';
import { isUnchanged } from './host-plan.ts';
import type { HostScripts } from './look.ts';
import type { HostOutcome } from './outcome.ts';
import type { PlannedHost } from './plan-fleet.ts';
import type { Actor } from './plan-text.ts';

/**
 * Deploys what was planned, all hosts at once; a host that fails drops out and the rest go on. `onOutcome` hears of each as it
 * ends. In the order given.
 */
export function deployFleet(
  planned: readonly PlannedHost[],
  scripts: HostScripts,
  actor: Actor,
  onOutcome: (outcome: HostOutcome) => void = () => undefined,
): Promise<readonly HostOutcome[]> {
  return Promise.all(
    planned.map(async (one) => {
      const outcome = await deployPlanned(one, scripts, actor);
      onOutcome(outcome);
      return outcome;
    }),
  );
}

async function deployPlanned(one: PlannedHost, scripts: HostScripts, actor: Actor): Promise<HostOutcome> {
  const { host, bundle } = one.host;
  if (one.result === 'unreachable') return unreachable(host, one);
  const refusal = refusalOf(one);
  if (refusal !== null) return refusal;
  const { plan, facts: before, credentials } = one;
  if (isUnchanged(plan)) return { host, result: 'unchanged', release: plan.to };
  try {
    const transport = await one.host.open();
    return await deployHost({ transport, scripts, bundle, plan, before, credentials, actor });
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    return unreachable(host, fault);
  }
}

function unreachable(host: string, { why, next }: Fault): HostOutcome {
  return { host, result: 'unreachable', why, next, undecided: false };
}

/** Why a host is not touched at all. */
function refusalOf({
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
