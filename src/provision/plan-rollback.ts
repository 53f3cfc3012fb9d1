import type { HostBundle } from '../model/bundle.ts';
import type { WantedCredentials } from './credentials.ts';
import type { Facts } from './facts.ts';
import { faultOf } from './fault.ts';
import type { FleetHost } from './fleet-host.ts';
import { type HostScripts, lookAt } from './look.ts';
import type { PlannedHost } from './plan-fleet.ts';
import { planHost } from './plan-host.ts';

/** `previous`, or the first digits of a release. */
export type RollbackTo = string;

/** Plans to go back to a release that is still on each host; needs nothing of what it was made from. In the order given. */
export function planRollback(
  hosts: readonly FleetHost[],
  scripts: HostScripts,
  fleet: string,
  to: RollbackTo,
): Promise<readonly PlannedHost[]> {
  return Promise.all(hosts.map((host) => planOne(host, scripts, fleet, to)));
}

async function planOne(
  host: FleetHost,
  scripts: HostScripts,
  fleet: string,
  to: RollbackTo,
): Promise<PlannedHost> {
  try {
    const facts = await lookAt(await host.open(), scripts, fleet, to);
    const bundle = bundleOnHost(host.host, facts, to);
    const credentials = bundle === null ? null : credentialsOnHost(bundle.release, facts);
    const plan = bundle === null ? null : planHost(bundle, host.host, facts, credentials);
    if (plan === null || plan.stage.length > 0) {
      return {
        host,
        result: 'impossible',
        why: whyNot(facts, to, plan !== null),
        next: `mosaic fleet history ${host.host}`,
      };
    }
    return { host: { ...host, bundle }, result: 'planned', plan, facts, credentials };
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    return { host, result: 'unreachable', ...fault };
  }
}

/** A release as it lies on the host; `null` when none or more than one is meant. */
export function bundleOnHost(host: string, facts: Facts, to: RollbackTo): HostBundle | null {
  const previous = facts.record?.['previous'];
  const meant = facts.releases.filter((release) =>
    to === 'previous' ? release === previous : release.startsWith(to),
  );
  const [release] = meant;
  const manifest = release === undefined ? undefined : facts.manifests[release];
  if (release === undefined || manifest === undefined || meant.length > 1) return null;
  // What lies outside all releases stays: it serves any of them, and no release holds a copy of it.
  const files = manifest.files.filter(({ place }) => place !== 'fixed');
  return { host, release, manifest: { ...manifest, files }, artifacts: [] };
}

/** The secrets that a release ran with, or those that units get now when they are gone. */
function credentialsOnHost(release: string, { secrets }: Facts): WantedCredentials {
  const own = secrets.ofRelease[release] ?? null;
  const version = own !== null && secrets.versions[own] !== undefined ? own : secrets.current;
  return { digests: (version === null ? undefined : secrets.versions[version]) ?? {}, version };
}

function whyNot(facts: Facts, to: RollbackTo, isDamaged: boolean): string {
  if (isDamaged)
    return 'that release is not whole on the host any more: deploy it from the commit that made it';
  const known = facts.releases.map((release) => release.slice(0, 7)).join(', ');
  const what =
    to === 'previous'
      ? 'no release before the current one is'
      : `no release, or more than one, that begins with ${to} is`;
  return `${what} on the host; there are: ${known === '' ? 'none' : known}`;
}
