import type { ChatEvent, ChatPlace } from '../../model/chat.ts';
import { placeKey } from './place.ts';
import type {
  Conversation,
  Delivery,
  Entry,
  OutboxItem,
  PromptEnd,
  PromptRecord,
  RequestRecord,
} from './state.ts';

/** All that the journal says, and no more. Only `applyEntry` changes it. */
export interface State {
  /** By id, in the order in which they were written; `event` is `null` once it is done. */
  readonly events: Map<string, { readonly event: ChatEvent | null; readonly at: number }>;
  readonly marks: Map<string, { readonly place: ChatPlace; readonly message: string }>;
  readonly conversations: Map<string, ConversationState>;
  /** By nonce, in the order in which they were written. */
  readonly items: Map<string, { readonly item: OutboxItem; readonly delivery: Delivery }>;
  readonly requests: Map<string, RequestRecord>;
  readonly prompts: Map<string, PromptState>;
  readonly alerts: Map<string, string>;
  /** Ids of messages that we made, and the conversation that they were made in. */
  readonly ours: Map<string, string | null>;
}

export interface ConversationState {
  readonly conversation: Conversation;
  readonly replied: boolean;
  readonly ended: boolean;
}

export interface PromptState {
  readonly prompt: PromptRecord;
  /** `null`: it may still be decided. `at`: since when that is so. */
  readonly over: PromptEnd | null;
  readonly at: number;
}

export function emptyState(): State {
  return {
    events: new Map(),
    marks: new Map(),
    conversations: new Map(),
    items: new Map(),
    requests: new Map(),
    prompts: new Map(),
    alerts: new Map(),
    ours: new Map(),
  };
}

/** An entry about something that is not there any more changes nothing. */
export function applyEntry(state: State, entry: Entry): void {
  switch (entry.kind) {
    case 'event':
      state.events.set(entry.event.id, { event: entry.event, at: entry.event.at });
      break;
    case 'done':
      state.events.set(entry.event, { event: null, at: entry.at });
      break;
    case 'mark':
      state.marks.set(placeKey(entry.place), { place: entry.place, message: entry.message });
      break;
    case 'conversation': {
      const { id } = entry.conversation;
      const known = state.conversations.get(id);
      state.conversations.set(
        id,
        known ?? { conversation: entry.conversation, replied: false, ended: false },
      );
      break;
    }
    case 'replied':
    case 'ended': {
      const known = state.conversations.get(entry.conversation);
      if (known !== undefined) state.conversations.set(entry.conversation, { ...known, [entry.kind]: true });
      break;
    }
    case 'prompt':
      state.prompts.set(entry.prompt.nonce, { prompt: entry.prompt, over: null, at: entry.prompt.at });
      break;
    case 'prompt-over': {
      const known = state.prompts.get(entry.nonce);
      if (known !== undefined) state.prompts.set(entry.nonce, { ...known, over: entry.how, at: entry.at });
      break;
    }
    case 'request':
      state.requests.set(entry.request.id, entry.request);
      break;
    case 'alert':
      if (entry.trouble === null) state.alerts.delete(entry.agent);
      else state.alerts.set(entry.agent, entry.trouble);
      break;
    default:
      applyDelivery(state, entry);
  }
}

type DeliveryEntry = Extract<Entry, { kind: 'item' | 'trying' | 'posted' | 'given-up' }>;

function applyDelivery(state: State, entry: DeliveryEntry): void {
  if (entry.kind === 'item') {
    const { item } = entry;
    if (!state.items.has(item.nonce)) state.items.set(item.nonce, { item, delivery: { kind: 'waiting' } });
    return;
  }
  const known = state.items.get(entry.nonce);
  if (known === undefined) return;
  const { item } = known;
  state.items.set(item.nonce, { item, delivery: deliveryOf(entry) });
  if (entry.kind === 'posted' && item.kind === 'post') state.ours.set(entry.message, item.conversation);
}

function deliveryOf(entry: Exclude<DeliveryEntry, { kind: 'item' }>): Delivery {
  switch (entry.kind) {
    case 'trying':
      return { kind: 'trying', after: entry.after };
    case 'posted':
      return { kind: 'posted', message: entry.message };
    case 'given-up':
      return { kind: 'given-up', why: entry.why };
  }
}

/** What is still to be said in each place, by its key and in order. */
export function pendingItems(state: State): ReadonlyMap<string, readonly OutboxItem[]> {
  const pending = new Map<string, OutboxItem[]>();
  for (const { item, delivery } of state.items.values()) {
    if (delivery.kind === 'posted' || delivery.kind === 'given-up') continue;
    const key = placeKey(item.place);
    pending.set(key, [...(pending.get(key) ?? []), item]);
  }
  return pending;
}
