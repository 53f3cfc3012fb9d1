import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabHost } from '../../../src/lab/index.ts';
import { type StandIn, startStandIn } from '../../support/discord/stand-in.ts';
import { type ModelServer, startModelServer } from '../../support/model/server.ts';

export const ADA = '500000000000000001';
export const BOB = '500000000000000002';
export const EVE = '500000000000000003';
export const CHANNEL = '400000000000000001';

export const FLEET = 'home';
export const AGENT = 'mos';
export const CONNECTOR = 'mos-discord';

/** What stands outside of the host: a model, and a Discord. */
export interface MosServers {
  readonly model: ModelServer;
  readonly discord: StandIn;
  readonly close: () => Promise<void>;
}

/** Starts both where a staging host can reach them. */
export async function startServers(host: LabHost): Promise<MosServers> {
  const bridge = host.address.replace(/\.\d+$/, '.1');
  const model = await startModelServer({ host: bridge });
  const discord = await startStandIn({ host: bridge });
  const close = async () => {
    await discord.close();
    await model.close();
  };
  return { model, discord, close };
}

/** An orchestrator on Claude Code that is reached on Discord; `more` stands beside it in the roster. */
export function mosRoster(host: LabHost, { model, discord }: MosServers, more: object = {}): object {
  return {
    fleet: FLEET,
    defaults: { runtime: 'claude', heartbeat: { every: '2s', stale: '20s' } },
    secrets: { 'model-key': 'file:keys/model', 'discord-token': 'file:keys/discord' },
    orchestrator: {
      name: AGENT,
      host: host.name,
      auth: 'secret:model-key',
      permissions: 'manual',
      env: { ANTHROPIC_BASE_URL: model.url },
      connectors: [
        {
          name: CONNECTOR,
          kind: 'discord',
          server: discord.setup.server,
          channel: CHANNEL,
          token: 'secret:discord-token',
          allow: [BOB],
          owners: [ADA],
          mention: false,
          api: discord.api,
        },
      ],
    },
    ...more,
  };
}

/** Writes what its secrets refer to. */
export function writeKeys(dir: string, { discord }: MosServers): void {
  const keys = {
    model: 'sk-ant-api03-not-a-real-key-of-anybody-000000',
    discord: discord.setup.token,
  };
  mkdirSync(join(dir, 'keys'), { mode: 0o700 });
  for (const [name, key] of Object.entries(keys))
    writeFileSync(join(dir, 'keys', name), key, { mode: 0o600 });
}
