import type { Facts } from '../../provision/facts.ts';
import { lookAt } from '../../provision/look.ts';
import type { FleetDirectory } from '../fleet-directory.ts';
import type { OpenHosts } from '../open-hosts.ts';
import { deployScripts } from './deploy-actor.ts';

/** Looks that are under way, by host; what fails is told to who waits for it. */
export type Looks = ReadonlyMap<string, Promise<Facts>>;

/** Looks at every host that a connection has begun to, as soon as it stands: the fleet is compiled meanwhile. */
export function beginLooking({ fleet, hosts }: FleetDirectory, open: OpenHosts): Looks {
  const scripts = deployScripts();
  const looks = hosts.flatMap((host) => {
    const connecting = open.begun(host);
    if (connecting === null) return [];
    const looking = connecting.then((transport) => lookAt(transport, scripts, fleet.name));
    looking.catch(() => undefined);
    return [[host.name, looking] as const];
  });
  return new Map(looks);
}
