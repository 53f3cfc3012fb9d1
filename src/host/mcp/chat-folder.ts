import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hostPaths } from '../../model/host-paths.ts';

/** Where an agent and a connector meet; absolute paths in the agent's own state folder. */
export interface ChatFolder {
  readonly connector: string;
  readonly requests: string;
  readonly results: string;
  readonly files: string;
}

/** The meeting place of an agent and a connector; made where it is missing. */
export async function chatFolder(
  home: string,
  fleet: string,
  agent: string,
  connector: string,
): Promise<ChatFolder> {
  const folder = join(home, hostPaths.agentState(fleet, agent), 'chat', connector);
  const paths = {
    requests: join(folder, 'requests'),
    results: join(folder, 'results'),
    files: join(folder, 'files'),
  };
  for (const path of Object.values(paths)) await mkdir(path, { recursive: true, mode: 0o700 });
  return { connector, ...paths };
}
