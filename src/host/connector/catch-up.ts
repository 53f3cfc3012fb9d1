import { setTimeout as delay } from 'node:timers/promises';
import type { ChatAdapter, ChatEvent, ChatPlace } from '../../model/chat.ts';
import { backoffMs } from './backoff.ts';
import { placeKey } from './place.ts';

export interface CatchUpParts {
  readonly adapter: ChatAdapter;
  readonly signal: AbortSignal;
  /** The last message of a place up to which all is in the journal; `null`: the place was never looked at. */
  readonly markOf: (place: ChatPlace) => string | null;
  readonly setMark: (place: ChatPlace, message: string) => void;
  readonly take: (event: ChatEvent) => void;
  readonly failed: (error: unknown) => void;
}

const PAGE = 100;

/** A page was full: the next one at once. */
const MORE = -1;

/** Fetches what was said in places while nobody listened. Live events of a place count as told in order only once it is caught up. */
export class CatchUp {
  readonly #parts: CatchUpParts;
  readonly #caught = new Set<string>();
  #turn = 0;

  constructor(parts: CatchUpParts) {
    this.#parts = parts;
  }

  /** A place that is heard of for the first time begins with what is heard. */
  isCaught(place: ChatPlace): boolean {
    if (this.#parts.markOf(place) === null) this.#caught.add(placeKey(place));
    return this.#caught.has(placeKey(place));
  }

  /** Something of that place was not taken: it is fetched again. */
  async again(place: ChatPlace): Promise<void> {
    this.#caught.delete(placeKey(place));
    await delay(5000, null, { signal: this.#parts.signal }).catch(() => {});
    await this.run([place]);
  }

  /** From now on something may be missed. */
  lost(): void {
    this.#turn += 1;
    this.#caught.clear();
  }

  async run(places: readonly ChatPlace[]): Promise<void> {
    const turn = this.#turn;
    await Promise.all(
      places.map((place) => this.#place(place, () => turn !== this.#turn || this.#parts.signal.aborted)),
    );
  }

  async #place(place: ChatPlace, isOver: () => boolean): Promise<void> {
    const { signal, failed } = this.#parts;
    for (let attempts = 0; !isOver(); ) {
      const waitMs = await this.#page(place, isOver).catch((error: unknown) => {
        failed(error);
        return 0;
      });
      if (waitMs === null) return;
      attempts = waitMs === MORE ? 0 : attempts + 1;
      if (waitMs === MORE) continue;
      await delay(Math.max(waitMs, backoffMs(attempts, Math.random())), null, { signal }).catch(() => {});
    }
  }

  // `null`: the place is caught up. Else how long to wait before the next page, milliseconds.
  async #page(place: ChatPlace, isOver: () => boolean): Promise<number | null> {
    const { adapter, markOf, setMark, take, failed } = this.#parts;
    const mark = markOf(place);
    const page = await adapter.history(place, mark ?? '', mark === null ? 1 : PAGE);
    if (isOver()) return null;
    if (!page.ok && page.kind === 'later') return page.afterMs;
    if (!page.ok) {
      // A thread that is gone, or a right that is missing: the next link asks again.
      failed(new Error(`what was said meanwhile cannot be read: ${page.why}`));
      this.#caught.add(placeKey(place));
      return null;
    }
    // What was said before we ever listened is not for us.
    if (mark !== null) for (const event of page.value) take(event);
    const last = page.value.at(-1)?.id ?? mark ?? '';
    if (last !== mark) setMark(place, last);
    if (mark !== null && mark !== '' && page.value.length >= PAGE) return MORE;
    this.#caught.add(placeKey(place));
    return null;
  }
}
