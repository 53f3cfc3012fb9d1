import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { run } from '../../src/lab/index.ts';
import type { PsDocument } from '../../src/model/contract-ps.ts';
import { hostPaths } from '../../src/model/host-paths.ts';
import { parseEntry } from '../../src/model/ledger.ts';
import type { LedgerEntry } from '../../src/model/mail.ts';
import { writeInventory, writeRoster } from '../../test/lab/support/fleet-directory.ts';
import {
  AGENT,
  CHANNEL,
  FLEET,
  type MosServers,
  mosRoster,
  startServers,
  writeKeys,
} from '../../test/lab/support/mos-parts.ts';
import type { BenchHost } from './hosts.ts';
import { BUILT, mosaic } from './real-fleet.ts';
import { note } from './report.ts';

/** An orchestrator on Claude Code that is reached on Discord, deployed and at rest. */
export interface ChatScene extends MosServers {
  readonly host: BenchHost;
  /** Says it in the channel; the id of the message. */
  readonly say: (text: string, user: string) => Promise<string>;
  /** The lines of the agent's ledger. */
  readonly ledger: () => Promise<readonly LedgerEntry[]>;
  /** Waits until the turns of these messages have ended. */
  readonly answered: (messages: readonly string[]) => Promise<void>;
}

const LONGEST_MS = 90_000;
const LOOK_EVERY = 100;

/** Deploys it, gives it to `work`, and takes the servers down however that ends. */
export async function withChat<T>(host: BenchHost, work: (scene: ChatScene) => Promise<T>): Promise<T> {
  const servers = await startServers(host.lab);
  const dir = mkdtempSync(join(tmpdir(), 'mosaic-bench-chat-'));
  try {
    writeRoster(dir, mosRoster(host.lab, servers));
    writeInventory(dir, [host.lab]);
    writeKeys(dir, servers);
    await mosaic(BUILT, dir, 'harness', 'lock');
    note('locked the harness');
    await mosaic(BUILT, dir, 'deploy', '--yes', '--no-drain');
    note('deployed');
    await atRest(dir);
    return await work(sceneOf(host, servers));
  } finally {
    await servers.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function sceneOf(host: BenchHost, servers: MosServers): ChatScene {
  const path = `/home/${host.lab.user}/${hostPaths.state(FLEET)}/ledger/${AGENT}.jsonl`;
  const ledger = async () => {
    const { stdout } = await run(host.lab, ['cat', path]);
    return stdout.split('\n').flatMap((line) => parseEntry(line) ?? []);
  };
  const isAnswered = async (messages: readonly string[]) => {
    const ended = new Set((await ledger()).filter(({ state }) => state === 'answered').map(({ key }) => key));
    return messages.every((message) => ended.has(`discord:${message}`));
  };
  return {
    ...servers,
    host,
    say: (text, user) => servers.discord.control.say({ user, channel: CHANNEL, text }),
    ledger,
    answered: (messages) => until(`answers to ${messages.join(' ')}`, () => isAnswered(messages)),
  };
}

function atRest(dir: string): Promise<void> {
  return until(`${AGENT} to be idle on a link that is up`, async () => {
    const { agents, connectors } = JSON.parse(await mosaic(BUILT, dir, 'ps', '--json')) as PsDocument;
    return agents.every(({ state }) => state === 'idle') && connectors.every(({ link }) => link === 'up');
  });
}

export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + LONGEST_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${LONGEST_MS / 1000} s in vain for ${what}`);
    await delay(LOOK_EVERY);
  }
}
