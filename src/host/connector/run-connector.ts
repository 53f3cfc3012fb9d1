import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChatEvent, ChatPlace, LinkState } from '../../model/chat.ts';
import { parseRecord } from '../../model/record.ts';
import { ledgerPath } from '../put-mail.ts';
import { writeAudit } from './audit-log.ts';
import { CatchUp } from './catch-up.ts';
import { type Core, channelOf, start } from './core.ts';
import { Inbox } from './inbox.ts';
import { keepLink } from './link.ts';
import { type ConnectorParts, makeCore } from './make-core.ts';
import { placeKey } from './place.ts';
import { redact } from './redact.ts';
import { type Repeated, repeat } from './repeat.ts';
import { Requests } from './requests.ts';
import { readSmallFile } from './small-file.ts';
import type { OutboxItem } from './state.ts';
import { writeStatus } from './status-file.ts';
import { AgentWatch, showTyping, tellEndings } from './watch-agents.ts';

/** Milliseconds between looks at agents, at the files of agent and courier, between signs of typing, and between words of our own state. */
const EVERY = { look: 15_000, files: 1000, typing: 8000, status: 30_000 } as const;

/** How long what is under way may take at the end, milliseconds. */
const ENDS_WITHIN = 3000;

/** How long a thread is listened to after it was last spoken in, milliseconds. */
const LISTENS_FOR = 7 * 86_400_000;

/**
 * Runs one connector until `signal`, and resolves then. A link that failed for good keeps it alive and quiet, its state readable. Rejects only
 * where its own folder cannot be used.
 */
export async function runConnector(parts: ConnectorParts): Promise<void> {
  const { folders, adapter, signal, secrets } = parts;
  let link: LinkState = { kind: 'connecting' };
  let since = Date.now();
  const failed = (error: unknown) => tellError(error, secrets);
  const settled = (item: OutboxItem) => {
    tellGivenUp(core, item);
    requests.tell();
  };
  const core = makeCore(parts, { link: () => link, settled, failed });
  const requests = new Requests(core);
  const catchUp = catchUpOf(core, (event) => inbox.take(event));
  const inbox = new Inbox(core, ({ place }) => catchUp.isCaught(place));
  const status = repeat(
    () => writeStatus(folders.own, link, since, core.journal.state),
    EVERY.status,
    signal,
    failed,
  );
  const loops = [status, ...lookAfter(core, requests)];
  const changed = (next: LinkState) => {
    if (next.kind !== link.kind) since = Date.now();
    link = next;
    status.poke();
    if (next.kind !== 'up') return catchUp.lost();
    start(core, () => catchUp.run(placesOf(core)));
    core.outbox.kick();
  };
  inbox.resume();
  parts.ready();
  await keepLink({ adapter, signal, event: (event) => hear(core, inbox, catchUp, event), state: changed });
  await Promise.all(loops.map(({ ended }) => ended));
  await Promise.race([
    Promise.all([core.outbox.rest(), ...core.tasks]),
    delay(ENDS_WITHIN, null, { ref: false }),
  ]);
  core.journal.close();
}

function catchUpOf(core: Core, take: (event: ChatEvent) => void): CatchUp {
  return new CatchUp({
    adapter: core.adapter,
    signal: core.signal,
    markOf: (place) => core.journal.state.marks.get(placeKey(place))?.message ?? null,
    setMark: (place, message) => core.journal.append({ kind: 'mark', place, message }),
    take,
    failed: core.failed,
  });
}

// What the disk did not take was not heard: it is asked for again.
function hear(core: Core, inbox: Inbox, catchUp: CatchUp, event: ChatEvent): void {
  try {
    inbox.take(event);
  } catch (error) {
    core.failed(error);
    start(core, () => catchUp.again(event.place));
  }
}

function placesOf(core: Core): readonly ChatPlace[] {
  const { marks, conversations } = core.journal.state;
  const spoken = [...conversations.values()]
    .filter(({ conversation }) => conversation.at > Date.now() - LISTENS_FOR)
    .map(({ conversation }) => conversation.place);
  const channels = [...marks.values()].map(({ place }) => place).filter(({ thread }) => thread === null);
  const all = [channelOf(core.policy), ...channels, ...spoken].map(
    (place) => [placeKey(place), place] as const,
  );
  return [...new Map(all).values()];
}

// Watchers tell at once, where the system can; the times between are for where it cannot.
function lookAfter(core: Core, requests: Requests): readonly Repeated[] {
  const { signal, failed, folders, policy } = core;
  const watchers = new AgentWatch(core);
  const look = repeat(() => watchers.look(), EVERY.look, signal, failed);
  const files = repeat(
    async () => {
      await requests.scan();
      await tellEndings(core, () => requests.scan());
      requests.tell();
    },
    EVERY.files,
    signal,
    failed,
  );
  const typing = repeat(() => showTyping(core), EVERY.typing, signal, failed);
  const ledgers = dirname(ledgerPath(folders.state, policy.agent));
  mkdirSync(ledgers, { recursive: true, mode: 0o700 });
  const agent = join(folders.agents, policy.agent);
  mkdirSync(agent, { recursive: true, mode: 0o700 });
  const watched = [
    requests.watch(files.poke),
    watchFolder(ledgers, files.poke),
    watchFolder(agent, () => asks(agent) && look.poke()),
  ];
  const close = () => {
    for (const watcher of watched) watcher?.close();
  };
  signal.addEventListener('abort', close, { once: true });
  return [look, files, typing];
}

function watchFolder(path: string, changed: () => void): FSWatcher | null {
  try {
    return watch(path, changed).on('error', () => {});
  } catch {
    return null;
  }
}

// A question waits for a person: that cannot wait for the next look.
function asks(agent: string): boolean {
  const hook = readSmallFile(join(agent, 'hook'), 65_536);
  return hook !== null && parseRecord(hook)['state'] === 'waiting';
}

function tellGivenUp({ journal, folders, config }: Core, { nonce, place }: OutboxItem): void {
  const delivery = journal.state.items.get(nonce)?.delivery;
  if (delivery?.kind !== 'given-up') return;
  const who = { id: '-', name: config.agent, automatic: true };
  const line = { act: 'not-posted', who, place, why: delivery.why, said: '' };
  writeAudit(folders.own, line, Date.now());
}

function tellError(error: unknown, secrets: readonly string[]): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${redact(text, secrets)}\n`);
}
