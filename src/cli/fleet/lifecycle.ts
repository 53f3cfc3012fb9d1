import { hostname, userInfo } from 'node:os';
import { Command } from '@commander-js/extra-typings';
import type { LifecycleDocument } from '../../model/contract-agent.ts';
import type { Fleet } from '../../model/fleet.ts';
import type { Host } from '../../model/host.ts';
import type { Act } from '../../model/lifecycle-outcome.ts';
import { actOnHost, type LifecycleResult } from '../../operate/lifecycle.ts';
import { isRemoteError, type RemoteFault } from '../../remote/transport.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { onInterrupt } from '../interrupt.ts';
import { type OpenHosts, withHosts } from '../open-hosts.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import { findAgents, findHost } from './find-agents.ts';
import { hostScript } from './host-scripts.ts';
import { exitOf, lifecycleTable } from './lifecycle-table.ts';
import { readFleet } from './read-fleet.ts';

const SAYS: Readonly<Record<Act, string>> = {
  start: 'Start agents that were stopped, ended, or are in quarantine; each in the conversation that it had.',
  stop: 'Stop agents by intent: they stay stopped, also after a boot, until they are started.',
  restart: 'Stop and start agents, each in the conversation that it had.',
};

/** What one host was asked to do; no agents is all that are deployed there. */
interface Order {
  readonly host: Host;
  readonly agents: readonly string[];
}

/** `mosaic fleet start|stop|restart` */
export function lifecycleCommand(act: Act) {
  const command = new Command(act)
    .description(SAYS[act])
    .argument('[agent...]', 'agents of the roster')
    .option('--host <host>', 'all agents that are deployed on this host')
    .option('--all', 'all agents that are deployed on all hosts')
    .action(async (names, options, self) => {
      const shared = readShared(self);
      refuseUnclear(act, names, options);
      const fleet = await readFleet(shared);
      const orders = ordersFor(fleet, names, options.host);
      onInterrupt(() => `what was begun on the hosts goes on; how it stands: mosaic fleet ps`);
      const result = await withHosts((hosts) => carryOut(fleet.name, act, orders, hosts));
      say<LifecycleDocument>(shared, { version: 1, ...result }, (style) => lifecycleTable(result, style));
      process.exitCode = exitOf(result, orders.length);
    });
  return addExample(
    command,
    `mosaic fleet ${act} coder-1 coder-2`,
    `mosaic fleet ${act} --host dragon-lin`,
    `mosaic fleet ${act} --all`,
  );
}

function refuseUnclear(act: Act, names: readonly string[], options: { host?: string; all?: true }): void {
  const ways = [names.length > 0, options.host !== undefined, options.all === true].filter(
    (way) => way,
  ).length;
  if (ways === 1) return;
  const message =
    ways === 0
      ? `${act} what? Name agents, a host, or say that it is all of them.`
      : `${act} takes one of: names of agents, --host, --all. Nothing was done.`;
  const next = {
    some: `mosaic fleet ${act} AGENT…`,
    host: `mosaic fleet ${act} --host HOST`,
    all: `mosaic fleet ${act} --all`,
  };
  throw cliError({ message, next, exitCode: EXIT.usage });
}

function ordersFor(fleet: Fleet, names: readonly string[], host: string | undefined): readonly Order[] {
  if (host !== undefined) return [{ host: findHost(fleet, host), agents: [] }];
  if (names.length === 0) return fleet.hosts.map((each) => ({ host: each, agents: [] }));
  const agents = findAgents(fleet, names);
  return fleet.hosts
    .map((each) => ({
      host: each,
      agents: agents.filter((agent) => agent.host === each.name).map(({ name }) => name),
    }))
    .filter((order) => order.agents.length > 0);
}

async function carryOut(
  fleet: string,
  act: Act,
  orders: readonly Order[],
  hosts: OpenHosts,
): Promise<LifecycleResult> {
  const script = hostScript('lifecycle');
  const [by, where] = [userInfo().username, hostname()];
  const done = await Promise.all(
    orders.map(async ({ host, agents }) => {
      try {
        return await actOnHost(await hosts.open(host), { fleet, act, by, where, agents }, script);
      } catch (error) {
        if (!isRemoteError(error)) throw error;
        const { code, message, next } = error;
        return { code, host: host.name, message, next } satisfies RemoteFault;
      }
    }),
  );
  return {
    act,
    agents: done.flatMap((result) => ('code' in result ? [] : result)),
    faults: done.flatMap((result) => ('code' in result ? [result] : [])),
  };
}
