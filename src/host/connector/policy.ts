import type { ConnectorConfig } from '../../model/connector.ts';

/** Who may do what; ids alone decide. */
export interface Policy {
  readonly connector: string;
  readonly kind: string;
  readonly agent: string;
  readonly channel: string;
  readonly allow: ReadonlySet<string>;
  readonly owners: ReadonlySet<string>;
  readonly mention: boolean;
}

/** `paired` came in by a one-time code, and may use direct messages alone. */
export type Standing = 'owner' | 'member' | 'paired' | 'stranger';

export function policyOf(config: ConnectorConfig): Policy {
  const { name: connector, kind, agent, channel, mention } = config;
  const [allow, owners] = [new Set(config.allow), new Set(config.owners)];
  return { connector, kind, agent, channel, allow, owners, mention };
}

export function standingOf(policy: Policy, user: string, paired: ReadonlySet<string>): Standing {
  if (policy.owners.has(user)) return 'owner';
  if (policy.allow.has(user)) return 'member';
  return paired.has(user) ? 'paired' : 'stranger';
}
