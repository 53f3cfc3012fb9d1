import type { Facts } from './facts.ts';
import { type Fault, faultOf } from './fault.ts';
import type { FleetHost } from './fleet-host.ts';
import type { HostPlan } from './host-plan.ts';
import { type HostScripts, lookAt } from './look.ts';
import { planHost } from './plan-host.ts';

/** A host, looked at and planned; or why not. */
export type PlannedHost = { readonly host: FleetHost } & (
  | { readonly result: 'planned'; readonly plan: HostPlan; readonly facts: Facts }
  | ({ readonly result: 'unreachable' } & Fault)
);

/** Looks at all hosts at once and plans each by itself; nothing is changed. In the order given. */
export function planFleet(
  hosts: readonly FleetHost[],
  scripts: HostScripts,
  fleet: string,
): Promise<readonly PlannedHost[]> {
  return Promise.all(hosts.map((host) => planOne(host, scripts, fleet)));
}

async function planOne(host: FleetHost, scripts: HostScripts, fleet: string): Promise<PlannedHost> {
  try {
    const facts = await lookAt(await host.open(), scripts, fleet);
    return { host, result: 'planned', plan: planHost(host.bundle, host.host, facts), facts };
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    return { host, result: 'unreachable', ...fault };
  }
}
