import type { Agent, Fleet } from '../../model/fleet.ts';
import type { Host } from '../../model/host.ts';
import { knownHint } from '../../model/nearest.ts';
import { cliError, EXIT } from '../cli-error.ts';

/** The agents of these names, each once; every unknown name is told at once. */
export function findAgents(fleet: Fleet, names: readonly string[]): readonly Agent[] {
  const unknown = [...new Set(names)].filter((name) => !fleet.agents.some((agent) => agent.name === name));
  if (unknown.length > 0) throw unknownAgents(fleet, unknown);
  return fleet.agents.filter((agent) => names.includes(agent.name));
}

export function findAgent(fleet: Fleet, name: string): Agent {
  const agent = fleet.agents.find((candidate) => candidate.name === name);
  if (agent === undefined) throw unknownAgents(fleet, [name]);
  return agent;
}

/** The host of this name among those that carry agents. */
export function findHost(fleet: Fleet, name: string): Host {
  const host = fleet.hosts.find((candidate) => candidate.name === name);
  if (host !== undefined) return host;
  const known = fleet.hosts.map((candidate) => candidate.name);
  const message = `no host that carries agents is named "${name}"; ${knownHint(name, known)}`;
  throw cliError({ message, next: 'mosaic fleet ps', exitCode: EXIT.usage });
}

function unknownAgents(fleet: Fleet, names: readonly string[]) {
  const known = fleet.agents.map((agent) => agent.name);
  const lines = names.map((name) => `no agent is named "${name}"; ${knownHint(name, known)}`);
  return cliError({ message: lines.join('\n'), next: 'mosaic fleet ps', exitCode: EXIT.usage });
}
