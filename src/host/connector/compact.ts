import type { State } from './fold.ts';
import type { Delivery, Entry, OutboxItem } from './state.ts';

const DAY = 86_400_000;

/** How long ids are known, so that what is told twice is told once; far longer than any platform repeats itself. */
const KEEP_EVENTS = 3 * DAY;

/** How long an agent may answer a message. */
const KEEP_CONVERSATIONS = 30 * DAY;

/** The entries that make a state again, without what is too old to matter. */
export function entriesOf(state: State, now: number): readonly Entry[] {
  return [
    ...eventEntries(state, now),
    ...conversationEntries(state, now),
    ...itemEntries(state, now),
    ...restEntries(state, now),
  ];
}

function eventEntries(state: State, now: number): readonly Entry[] {
  const events = [...state.events].flatMap(([id, { event, at }]): Entry[] => {
    if (event !== null) return [{ kind: 'event', event }];
    return at > now - KEEP_EVENTS ? [{ kind: 'done', event: id, at }] : [];
  });
  const marks = [...state.marks.values()].map((mark): Entry => ({ kind: 'mark', ...mark }));
  return [...events, ...marks];
}

function conversationEntries(state: State, now: number): readonly Entry[] {
  return [...state.conversations.values()].flatMap(({ conversation, replied, ended }): Entry[] => {
    if (ended && conversation.at < now - KEEP_CONVERSATIONS) return [];
    const { id } = conversation;
    const entries: Entry[] = [{ kind: 'conversation', conversation }];
    if (replied) entries.push({ kind: 'replied', conversation: id });
    if (ended) entries.push({ kind: 'ended', conversation: id });
    return entries;
  });
}

function itemEntries(state: State, now: number): readonly Entry[] {
  return [...state.items.values()].flatMap(({ item, delivery }) => deliveryEntries(item, delivery, now));
}

function deliveryEntries(item: OutboxItem, delivery: Delivery, now: number): readonly Entry[] {
  const { nonce } = item;
  if (delivery.kind === 'waiting') return [{ kind: 'item', item }];
  if (delivery.kind === 'trying')
    return [
      { kind: 'item', item },
      { ...delivery, nonce },
    ];
  if (item.at < now - KEEP_CONVERSATIONS) return [];
  // Its text was said; what stays is that it was.
  return [
    { kind: 'item', item: { ...item, text: '' } },
    { ...delivery, nonce },
  ];
}

function restEntries(state: State, now: number): readonly Entry[] {
  const requests = [...state.requests.values()]
    .filter(({ at }) => at > now - KEEP_EVENTS)
    .map((request): Entry => ({ kind: 'request', request }));
  const prompts = [...state.prompts.values()]
    .filter(({ prompt }) => prompt.at > now - KEEP_EVENTS)
    .flatMap(({ prompt, over, at }): Entry[] => [
      { kind: 'prompt', prompt },
      ...(over === null ? [] : [{ kind: 'prompt-over', nonce: prompt.nonce, how: over, at } as const]),
    ]);
  const alerts = [...state.alerts].map(([agent, trouble]): Entry => ({ kind: 'alert', agent, trouble }));
  return [...requests, ...prompts, ...alerts];
}
