import { faultOf } from './fault.ts';
import type { FleetHost } from './fleet-host.ts';
import { type HostScripts, lookAt } from './look.ts';
import type { HostFindings } from './outcome.ts';
import { verdict } from './verdict.ts';
import { wantedOf } from './wanted.ts';

/** Looks at all hosts at once and finds what is not as the bundle wants it. In the order given. */
export function verifyFleet(
  hosts: readonly FleetHost[],
  scripts: HostScripts,
  fleet: string,
): Promise<readonly HostFindings[]> {
  return Promise.all(hosts.map((host) => verifyHost(host, scripts, fleet)));
}

async function verifyHost(one: FleetHost, scripts: HostScripts, fleet: string): Promise<HostFindings> {
  const { host } = one;
  try {
    const facts = await lookAt(await one.open(), scripts, fleet);
    const found = verdict(wantedOf(one.bundle, fleet, host), facts);
    return { host, result: 'looked', release: facts.current, findings: found };
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    return { host, result: 'unreachable', ...fault };
  }
}
