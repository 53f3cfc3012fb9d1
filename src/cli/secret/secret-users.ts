import type { Fleet } from '../../model/fleet.ts';

/** Who on these hosts uses which secret: names of agents and connectors by the secret's name, both sorted. */
export function secretUsers(
  { agents, connectors }: Pick<Fleet, 'agents' | 'connectors'>,
  hosts: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const uses = [
    ...agents.map(({ name, host, secrets }) => ({ name, host, secrets: Object.values(secrets) })),
    ...connectors.map(({ name, host, token }) => ({ name, host, secrets: [token] })),
  ]
    .filter(({ host }) => hosts.includes(host))
    .flatMap(({ name, secrets }) => [...new Set(secrets)].map((secret) => ({ name, secret })));
  const users = Map.groupBy(uses, ({ secret }) => secret);
  return new Map(
    [...users]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([secret, by]) => [secret, by.map(({ name }) => name)]),
  );
}
