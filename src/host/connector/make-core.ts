import type { ChatAdapter, LinkState } from '../../model/chat.ts';
import type { ConnectorConfig } from '../../model/connector.ts';
import type { Core } from './core.ts';
import type { ConnectorFolders } from './folders.ts';
import type { HostDoor } from './host-door.ts';
import { Journal } from './journal.ts';
import { Looks } from './looks.ts';
import { Mails } from './mails.ts';
import { Outbox } from './outbox.ts';
import { PairingFiles } from './pairing-files.ts';
import { perform, sayEntries } from './perform.ts';
import { placeKey } from './place.ts';
import { policyOf } from './policy.ts';
import type { OutboxItem } from './state.ts';

export interface ConnectorParts {
  readonly config: ConnectorConfig;
  readonly adapter: ChatAdapter;
  readonly door: HostDoor;
  readonly folders: ConnectorFolders;
  /** Values that must never be said: the connector's token. */
  readonly secrets: readonly string[];
  /** Ends it: what is under way is finished or kept for the next start. */
  /** Called once, when what is on disk was read. */
  readonly ready: () => void;
  readonly signal: AbortSignal;
}

export interface CoreHooks {
  readonly link: () => LinkState;
  readonly settled: (item: OutboxItem) => void;
  readonly failed: (error: unknown) => void;
}

/** The parts of one connector, joined; reads its journal. Throws where its folder cannot be used. */
export function makeCore(parts: ConnectorParts, { link, settled, failed }: CoreHooks): Core {
  const { config, adapter, folders, door, signal } = parts;
  const journal = new Journal(folders.own, Date.now);
  const heard = new Map([...journal.state.marks].map(([place, { message }]) => [place, message]));
  const outbox = new Outbox({
    journal,
    adapter,
    signal,
    isUp: () => link().kind === 'up',
    lastIn: (place) => heard.get(place) ?? '',
    settled: (item) => {
      const delivery = journal.state.items.get(item.nonce)?.delivery;
      if (delivery?.kind === 'posted' && item.kind === 'post')
        heard.set(placeKey(item.place), delivery.message);
      settled(item);
    },
    failed,
  });
  const core: Core = {
    ...parts,
    policy: policyOf(config),
    journal,
    outbox,
    looks: new Looks(door),
    mails: new Mails(folders.state),
    pairing: new PairingFiles(folders.own),
    heard,
    marks: new Map(),
    tasks: new Set(),
    link,
    perform: (actions, also) => perform(core, actions, also),
    sayEntries: (draft) => sayEntries(core, draft),
    failed,
  };
  return core;
}
