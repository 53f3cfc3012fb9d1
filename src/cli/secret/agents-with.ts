import type { Agent } from '../../model/fleet.ts';

/** Names of the agents that use a secret. */
export function agentsWith(
  agents: readonly Pick<Agent, 'name' | 'secrets'>[],
  secret: string,
): readonly string[] {
  return agents.filter(({ secrets }) => Object.values(secrets).includes(secret)).map(({ name }) => name);
}
