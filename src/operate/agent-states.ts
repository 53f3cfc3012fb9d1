import { decideState } from '../model/decide-state.ts';
import type { AgentState } from '../model/heartbeat.ts';
import type { Transport } from '../remote/transport.ts';
import { type ProbeScripts, probeHost } from './probe-host.ts';

/** What each agent that is deployed on a host is doing, as `ps` says it; by name. Rejects with a RemoteError. */
export async function agentStates(
  transport: Transport,
  fleet: string,
  scripts: ProbeScripts,
): Promise<ReadonlyMap<string, AgentState>> {
  const { agents, stale } = await probeHost(transport, fleet, scripts);
  return new Map(
    agents.map(({ agent, signals }) => {
      const { name, nativeBeat, startWithin } = agent;
      return [name, decideState(signals, { stale, nativeBeat, startWithin }).state];
    }),
  );
}
