import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path/posix';
import type { ConnectorConfig } from '../../model/connector.ts';
import { connectorFolders } from '../connector/folders.ts';
import { localDoor } from '../connector/local-door.ts';
import { runConnector } from '../connector/run-connector.ts';
import { readHere } from '../here.ts';
import { sayReady } from '../say-ready.ts';
import { discordAdapter } from './discord-adapter.ts';

// connector-discord ROOT TOOLS CONFIG LAUNCH; TOOLS and CONFIG are paths below ROOT. In the place of LAUNCH `check` only prints a JSON
// list of what is wrong with the set-up at the platform.
const [, , root = '', tools = '', path = '', launch = ''] = process.argv;

async function main(): Promise<void> {
  const here = await readHere(root, tools);
  const config = JSON.parse(await readFile(join(root, path), 'utf8')) as ConnectorConfig;
  const token = await readToken(config.token);
  const { server, channel, api } = config;
  const adapter = discordAdapter({ token, tokenName: config.token, server, channel, api, log });
  if (launch === 'check') {
    process.stdout.write(`${JSON.stringify(await adapter.check())}\n`);
    return;
  }
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());
  await runConnector({
    config,
    adapter,
    door: localDoor(here),
    folders: connectorFolders(homedir(), config.fleet, config.name),
    secrets: [token],
    ready: () => sayReady(({ message }) => log(message)),
    signal: stop.signal,
  });
}

async function readToken(name: string): Promise<string> {
  const folder = process.env['CREDENTIALS_DIRECTORY'];
  if (folder === undefined) throw new Error('CREDENTIALS_DIRECTORY is not set: the unit gives the token');
  return (await readFile(join(folder, name), 'utf8')).trim();
}

function log(line: string): void {
  process.stderr.write(`discord: ${line}\n`);
}

// The library begins connections that nobody awaits: one that fails in a way unknown to it must not end what is being said.
process.on('unhandledRejection', (reason) =>
  log(reason instanceof Error ? (reason.stack ?? '') : String(reason)),
);

main().catch((error: unknown) => {
  log(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
