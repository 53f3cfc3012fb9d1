import type { ChatAdapter, ChatPlace, LinkState } from '../../model/chat.ts';
import type { ConnectorConfig } from '../../model/connector.ts';
import type { Action, Draft } from './action.ts';
import type { ConnectorFolders } from './folders.ts';
import type { HostDoor } from './host-door.ts';
import type { Journal } from './journal.ts';
import type { Looks } from './looks.ts';
import type { Mails } from './mails.ts';
import type { Outbox } from './outbox.ts';
import type { PairingFiles } from './pairing-files.ts';
import type { Policy } from './policy.ts';
import type { Entry } from './state.ts';

/** What the parts of one running connector share. */
export interface Core {
  readonly config: ConnectorConfig;
  readonly policy: Policy;
  readonly adapter: ChatAdapter;
  readonly door: HostDoor;
  readonly folders: ConnectorFolders;
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
  readonly journal: Journal;
  readonly outbox: Outbox;
  readonly looks: Looks;
  readonly mails: Mails;
  readonly pairing: PairingFiles;
  /** The last message that was heard of in each place, by its key. */
  readonly heard: Map<string, string>;
  /** Marks that may be written with the next entries: without them something is fetched twice, no more. */
  readonly marks: Map<string, Entry>;
  /** What is under way and ends with an entry. */
  readonly tasks: Set<Promise<void>>;
  readonly link: () => LinkState;
  /** Does what was decided. Apart from the rest, since what it starts calls it again. */
  readonly perform: (actions: readonly Action[], also?: readonly Entry[]) => void;
  /** The entries that have a draft said; none where it was said before. */
  readonly sayEntries: (draft: Draft) => readonly Entry[];
  readonly failed: (error: unknown) => void;
}

export function channelOf({ channel }: Policy): ChatPlace {
  return { channel, thread: null, direct: false };
}

/** Starts something that ends by itself; what goes wrong in it is told, and is no reason to end. */
export function start(core: Core, task: () => Promise<unknown>): void {
  const running: Promise<void> = task()
    .then(() => {})
    .catch(core.failed)
    .finally(() => core.tasks.delete(running));
  core.tasks.add(running);
}
