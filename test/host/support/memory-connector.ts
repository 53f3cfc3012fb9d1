import { connectorFolders } from '../../../src/host/connector/folders.ts';
import { runConnector } from '../../../src/host/connector/run-connector.ts';
import type { ConnectorConfig } from '../../../src/model/connector.ts';
import { dieAtWrite } from './die-at-write.ts';
import { memoryAdapter } from './memory-adapter.ts';

interface Told {
  readonly home: string;
  readonly config: ConnectorConfig;
  readonly dieAt: number | null;
}

const { home, config, dieAt } = JSON.parse(process.argv[2] ?? '') as Told;
if (dieAt !== null) dieAtWrite(dieAt);
const ends = new AbortController();
process.once('SIGTERM', () => ends.abort());
const { adapter, door } = memoryAdapter();
await runConnector({
  config,
  adapter,
  door,
  folders: connectorFolders(home, config.fleet, config.name),
  secrets: ['token-of-the-connector'],
  ready: () => {},
  signal: ends.signal,
});
process.disconnect();
