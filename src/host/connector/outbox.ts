import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChatAdapter, ChatEvent, ChatResult } from '../../model/chat.ts';
import { backoffMs } from './backoff.ts';
import { findPost } from './find-post.ts';
import { pendingItems } from './fold.ts';
import type { Journal } from './journal.ts';
import { placeKey } from './place.ts';
import type { Delivery, OutboxItem } from './state.ts';

export interface OutboxParts {
  readonly journal: Journal;
  readonly adapter: ChatAdapter;
  /** Ends what waits; nothing is said after it. */
  readonly signal: AbortSignal;
  readonly isUp: () => boolean;
  /** The last message that is known in a place; `''`: none. */
  readonly lastIn: (place: string) => string;
  /** Called when something was posted or given up. */
  readonly settled: (item: OutboxItem) => void;
  readonly failed: (error: unknown) => void;
}

const PAGE = 100;
const MOST_PAGES = 20;

/** Says what the journal holds to be said: in order in each place, the places side by side. */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #running = new Map<string, Promise<void>>();

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** To be called when something was added, and when the link came up. */
  kick(): void {
    if (!this.#parts.isUp() || this.#parts.signal.aborted) return;
    for (const place of pendingItems(this.#parts.journal.state).keys()) {
      if (this.#running.has(place)) continue;
      const run = this.#run(place)
        .catch(this.#parts.failed)
        .finally(() => this.#running.delete(place));
      this.#running.set(place, run);
    }
  }

  /** Resolves when nothing is under way any more. */
  async rest(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async #run(place: string): Promise<void> {
    const { journal, signal, isUp } = this.#parts;
    for (let attempts = 0; isUp() && !signal.aborted; ) {
      const item = pendingItems(journal.state).get(place)?.[0];
      if (item === undefined) return;
      const waitMs = await this.#say(item).catch((error: unknown) => {
        this.#parts.failed(error);
        return 0;
      });
      attempts = waitMs === null ? 0 : attempts + 1;
      if (waitMs !== null)
        await delay(Math.max(waitMs, backoffMs(attempts, Math.random())), null, { signal }).catch(() => {});
    }
  }

  // `null`: it has an end. Else how long to wait before the next try, milliseconds.
  async #say(item: OutboxItem): Promise<number | null> {
    const { journal } = this.#parts;
    const delivery = journal.state.items.get(item.nonce)?.delivery;
    if (delivery?.kind === 'trying' && item.kind === 'post') {
      const found = await this.#find(item, delivery);
      if (!found.ok && found.kind === 'later') return found.afterMs;
      if (found.ok && found.value !== null) return this.#end(item, { kind: 'posted', message: found.value });
    }
    if (delivery?.kind === 'waiting' && item.kind === 'post')
      journal.append({ kind: 'trying', nonce: item.nonce, after: this.#parts.lastIn(placeKey(item.place)) });
    const result = await this.#call(item);
    if (result.ok) return this.#end(item, { kind: 'posted', message: result.value });
    return result.kind === 'later' ? result.afterMs : this.#end(item, { kind: 'given-up', why: result.why });
  }

  async #call(item: OutboxItem): Promise<ChatResult<string>> {
    const { adapter, journal } = this.#parts;
    if (item.kind === 'post') return adapter.post(item);
    const message = 'message' in item ? item.message : postedAs(journal.state.items.get(item.post)?.delivery);
    if (message === null) return { ok: false, kind: 'never', why: 'what it changes was never said' };
    const result = await adapter.edit(item.place, message, item.text, item.buttons);
    return result.ok ? { ok: true, value: message } : result;
  }

  #end(item: OutboxItem, delivery: Extract<Delivery, { kind: 'posted' | 'given-up' }>): null {
    this.#parts.journal.append({ ...delivery, nonce: item.nonce });
    if (item.kind === 'post') for (const { path } of item.files) rmSync(path, { force: true });
    this.#parts.settled(item);
    return null;
  }

  // It was handed over before, and nobody heard what became of it.
  async #find(
    item: OutboxItem,
    { after: first }: Extract<Delivery, { kind: 'trying' }>,
  ): Promise<ChatResult<string | null>> {
    const { adapter, journal } = this.#parts;
    let after = first;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const history: ChatResult<readonly ChatEvent[]> = await adapter.history(item.place, after, PAGE);
      if (!history.ok) return history;
      const message = findPost(item, history.value, (id) => journal.state.ours.has(id));
      const last = history.value.at(-1)?.id;
      if (message !== null || last === undefined || history.value.length < PAGE || first === '')
        return { ok: true, value: message };
      after = last;
    }
    return { ok: true, value: null };
  }
}

function postedAs(delivery: Delivery | undefined): string | null {
  return delivery?.kind === 'posted' ? delivery.message : null;
}
