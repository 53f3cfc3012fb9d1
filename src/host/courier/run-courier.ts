import { setMaxListeners } from 'node:events';
import { type FSWatcher, watch } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Manifest } from '../../model/bundle.ts';
import { type Here, manifestReader } from '../here.ts';
import { mailFolders } from '../put-mail.ts';
import { type Desk, openDesk } from './desk.ts';
import { makeFolders } from './mail-box.ts';

export interface CourierParts {
  readonly here: Here;
  /** Ends it. What is being typed is typed to its end, and the next courier finds out what became of it. */
  readonly signal: AbortSignal;
  /** Called before each change of the disk, and before something is typed, with what it is. */
  readonly beforeWrite: (what: string) => void;
  readonly complain: (what: string) => void;
  /** Called once, when all mail that is there was looked at. */
  readonly ready: () => void;
}

/** Milliseconds after which it looks by itself: for what no watch told. */
const POLL_MS = 5000;

/** Delivers the mail of all agents of this host, until `signal`. */
export async function runCourier(parts: CourierParts): Promise<void> {
  const { here, signal } = parts;
  // One for each desk: no leak.
  setMaxListeners(0, signal);
  const desks = new Map<string, Desk>();
  const watchers = new Map<string, FSWatcher>();
  const deployed = manifestReader(here);
  const poll = async (): Promise<void> => {
    for (const name of await namesOf(here, await deployed())) {
      const desk =
        desks.get(name) ?? openDesk({ ...parts, name, agent: async () => agentOf(await deployed(), name) });
      desks.set(name, desk);
      await makeFolders(here.state, name);
      watchFolder(watchers, mailFolders(here.state, name).new, () => desk.wake());
      // The agent writes there what it likes: only its hooks' record is worth a look.
      watchFolder(watchers, join(here.state, 'agents', name), (file) => file === 'hook' && desk.wake());
      desk.wake();
    }
  };
  let isReady = false;
  while (!signal.aborted) {
    await poll().catch((error: Error) => parts.complain(error.message));
    if (!isReady) parts.ready();
    isReady = true;
    await pause(POLL_MS, undefined, { signal }).catch(() => {});
  }
  for (const watcher of watchers.values()) watcher.close();
}

/** Agents that are deployed, and those that still have mail. */
async function namesOf(here: Here, manifest: Manifest | null): Promise<readonly string[]> {
  const mail = join(here.state, 'mail');
  await mkdir(mail, { recursive: true, mode: 0o700 });
  const deployed = manifest?.agents.map(({ name }) => name) ?? [];
  return [...new Set([...deployed, ...(await readdir(mail))])].sort();
}

function agentOf(manifest: Manifest | null, name: string) {
  return manifest?.agents.find((agent) => agent.name === name) ?? null;
}

// A folder that is not there yet, or a system without watches to spare, is left to the poll.
function watchFolder(watchers: Map<string, FSWatcher>, path: string, heard: (file: string) => void): void {
  if (watchers.has(path)) return;
  try {
    const watcher = watch(path, (_event, file) => heard(file ?? ''));
    const forget = () => {
      watcher.close();
      watchers.delete(path);
    };
    watcher.on('error', forget);
    watchers.set(path, watcher);
  } catch {
    return;
  }
}
