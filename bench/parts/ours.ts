import { deployScripts } from '../../src/cli/fleet/deploy-actor.ts';
import { harnessStore } from '../../src/cli/harness/store.ts';
import type { Host } from '../../src/model/host.ts';
import { deployFleet } from '../../src/provision/deploy-fleet.ts';
import type { FleetHost } from '../../src/provision/fleet-host.ts';
import { planFleet } from '../../src/provision/plan-fleet.ts';
import { connect } from '../../src/remote/connect.ts';
import type { Transport } from '../../src/remote/transport.ts';
import { bundleOf, FLEET, type Work } from './work.ts';

/** Connects, looks, plans, deploys, checks and confirms, as `mosaic fleet deploy` does. `watched` may stand around each connection. Throws unless all hosts came up. */
export async function deployOurs(
  hosts: readonly Host[],
  work: Work,
  watched: (opening: Promise<Transport>) => Promise<Transport> = (opening) => opening,
): Promise<void> {
  const scripts = deployScripts();
  const open = new Map<string, Promise<Transport>>();
  const wanted = hosts.map((host): FleetHost => {
    const opening = () => {
      const known = open.get(host.name) ?? watched(connect(host));
      open.set(host.name, known);
      return known;
    };
    return {
      host: host.name,
      bundle: bundleOf(work, host.name, scripts.recover),
      secrets: null,
      open: opening,
    };
  });
  const planned = await planFleet(wanted, scripts, FLEET);
  const actor = { by: 'bench', where: 'bench', why: 'bench', source: null };
  const outcomes = await deployFleet(planned, {
    scripts,
    actor,
    drain: null,
    installing: { store: harnessStore({}), onProgress: () => undefined },
    canary: null,
    confirmWithin: null,
    onOutcome: () => undefined,
  });
  await Promise.all([...open.values()].map(async (transport) => (await transport).close()));
  const bad = outcomes.find(({ result }) => result !== 'deployed' && result !== 'unchanged');
  if (bad !== undefined) throw new Error(`ours failed: ${JSON.stringify(bad, null, 1)}`);
}
