import type { ChatAdapter } from '../../model/chat.ts';
import type { ConnectorConfig } from '../../model/connector.ts';
import type { ConnectorFolders } from './folders.ts';
import type { HostDoor } from './host-door.ts';

export interface ConnectorParts {
  readonly config: ConnectorConfig;
  readonly adapter: ChatAdapter;
  readonly door: HostDoor;
  readonly folders: ConnectorFolders;
  /** Values that must never be said: the connector's token. */
  readonly secrets: readonly string[];
  /** Ends it: what is under way is finished or kept for the next start. */
  readonly signal: AbortSignal;
}

/**
 * Runs one connector until `signal`, and resolves then. A link that failed for good keeps it alive and quiet. Rejects only where its own
 * folder cannot be used.
 */
export type RunConnector = (parts: ConnectorParts) => Promise<void>;
