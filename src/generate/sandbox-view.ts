import type { Agent } from '../model/fleet.ts';
import { hostPaths } from '../model/host-paths.ts';
import { quotePath } from '../model/quote-systemd.ts';

/** What an agent's unit says of its sandbox; all `null` without one. */
export function sandboxView(fleet: string, { name, workdir, sandbox }: Agent) {
  if (sandbox.disabled !== null) return { writable: null, hidden: null, fleetState: null, ownState: null };
  return {
    writable: [workdir, ...sandbox.write].map(quotePath).join(' '),
    hidden: sandbox.hide.map(quotePath).join(' '),
    fleetState: `%h/${hostPaths.state(fleet)}`,
    ownState: `%h/${hostPaths.agentState(fleet, name)}`,
  };
}
