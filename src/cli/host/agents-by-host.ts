import { join } from 'node:path';
import { agentsOf, readRoster } from '../../model/read-roster.ts';
import { readTextFile } from '../text-file.ts';

/** Names of agents by host, as far as the roster can be read. */
export async function agentsByHost(dir: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const file = readTextFile(join(dir, 'roster.yaml'));
  const draft = file.kind === 'text' ? readRoster('roster.yaml', file.text).draft : null;
  const agents = draft === null ? [] : agentsOf(draft);
  const hosts = [...new Set(agents.flatMap((agent) => agent.draft.host ?? []))];
  return new Map(
    hosts.map((host) => [
      host,
      agents.filter((agent) => agent.draft.host === host).flatMap((agent) => agent.draft.name ?? []),
    ]),
  );
}
