import type { Agent, Fleet } from '../../model/fleet.ts';
import type { Host } from '../../model/host.ts';
import { knownHint } from '../../model/nearest.ts';
import { cliError, EXIT } from '../cli-error.ts';

/** The agents of these names, each once; every unknown name is told at once. */
export function findAgents(fleet: Fleet, names: readonly string[]): readonly Agent[] {
  const known = fleet.agents.map((agent) => agent.name);
  const unknown = [...new Set(names)].filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const lines = unknown.map((name) => `no agent is named "${name}"; ${knownHint(name, known)}`);
    throw cliError({ message: lines.join('\n'), next: 'mosaic fleet ps', exitCode: EXIT.usage });
  }
  return fleet.agents.filter((agent) => names.includes(agent.name));
}

export function findAgent(fleet: Fleet, name: string): Agent {
  const [agent] = findAgents(fleet, [name]);
  if (agent === undefined) throw new Error(`agent ${name} was lost`);
  return agent;
}

/** The host of this name among those that carry agents. */
export function findHost(fleet: Fleet, name: string): Host {
  const host = fleet.hosts.find((candidate) => candidate.name === name);
  if (host !== undefined) return host;
  const hint = knownHint(
    name,
    fleet.hosts.map((known) => known.name),
  );
  const message = `no host that carries agents is named "${name}"; ${hint}`;
  throw cliError({ message, next: 'mosaic fleet ps', exitCode: EXIT.usage });
}
