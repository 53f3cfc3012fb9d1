import { join } from 'node:path/posix';
import { hostPaths } from '../../model/host-paths.ts';

/** Where a connector keeps things, and where it meets the courier and the agent; absolute paths. */
export interface ConnectorFolders {
  /** The connector's own: journal, outbox, audit.log, status, pairing.json. */
  readonly own: string;
  /** The fleet's state: mails, ledgers and agents lie below it. */
  readonly state: string;
  /** The state folders of all agents. */
  readonly agents: string;
}

/** The folders of a connector for a user's home, an absolute path. */
export function connectorFolders(home: string, fleet: string, connector: string): ConnectorFolders {
  const state = join(home, hostPaths.state(fleet));
  return {
    own: join(state, 'connectors', connector),
    state,
    agents: join(state, 'agents'),
  };
}
