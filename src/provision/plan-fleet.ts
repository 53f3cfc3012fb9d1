import { randomBytes } from 'node:crypto';
import { type Credentials, credentialsOf, type WantedCredentials } from './credentials.ts';
import type { Facts } from './facts.ts';
import { type Fault, faultOf } from './fault.ts';
import type { FleetHost } from './fleet-host.ts';
import type { HostPlan } from './host-plan.ts';
import { type HostScripts, lookAt } from './look.ts';
import { planHost } from './plan-host.ts';

/** A host, looked at and planned; or why not. */
export type PlannedHost = { readonly host: FleetHost } & (
  | {
      readonly result: 'planned';
      readonly plan: HostPlan;
      readonly facts: Facts;
      readonly credentials: WantedCredentials | null;
    }
  /** It answers, and what is wanted cannot be had there. */
  | ({ readonly result: 'impossible' } & Fault)
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
    const transport = await host.open();
    const facts = await (host.looking ?? lookAt(transport, scripts, fleet));
    const credentials = credentialsFor(host, facts);
    const plan = planHost(host.bundle, host.host, facts, credentials);
    return { host, result: 'planned', plan, facts, credentials };
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    return { host, result: 'unreachable', ...fault };
  }
}

function credentialsFor({ bundle, secrets }: FleetHost, facts: Facts): Credentials | null {
  if (bundle === null || secrets === null) return null;
  const { salt } = facts.secrets;
  const salting = { salt: salt ?? randomBytes(32).toString('hex'), isNewSalt: salt === null };
  return credentialsOf(bundle.manifest, secrets, salting);
}
