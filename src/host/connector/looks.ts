import { setTimeout as delay } from 'node:timers/promises';
import type { AgentView, DoorResult, HostDoor, HostView } from './host-door.ts';

/** How long somebody waits for a look, so that a person is told something in time; milliseconds. */
const WITHIN = 2200;

/** Looks at the host for several who want to know at once: each gets a look that began after it asked. */
export class Looks {
  readonly #door: HostDoor;
  #running: Promise<DoorResult<HostView>> | null = null;
  #next: Promise<DoorResult<HostView>> | null = null;
  #last: HostView | null = null;

  constructor(door: HostDoor) {
    this.#door = door;
  }

  /** What the last look that succeeded saw. */
  last(): HostView | null {
    return this.#last;
  }

  fresh(): Promise<DoorResult<HostView>> {
    if (this.#running === null) return this.#start();
    this.#next ??= this.#running.then(() => {
      this.#next = null;
      return this.#start();
    });
    return this.#next;
  }

  /** The same, or that it took too long. */
  async soon(): Promise<DoorResult<HostView>> {
    const late: DoorResult<HostView> = { ok: false, why: 'the host does not answer in time' };
    const ended = new AbortController();
    const timer = delay(WITHIN, late, { signal: ended.signal }).catch(() => late);
    const result = await Promise.race([this.fresh(), timer]);
    ended.abort();
    return result;
  }

  /** One agent of a look that began after this call. */
  async agent(name: string): Promise<{ readonly view: DoorResult<AgentView | null>; readonly now: number }> {
    const look = await this.soon();
    if (!look.ok) return { view: look, now: Math.floor(Date.now() / 1000) };
    const { agents, now } = look.value;
    return { view: { ok: true, value: agents.find((agent) => agent.name === name) ?? null }, now };
  }

  #start(): Promise<DoorResult<HostView>> {
    const look = this.#door
      .look()
      .catch((error: Error): DoorResult<HostView> => ({ ok: false, why: error.message }))
      .then((result) => {
        if (result.ok) this.#last = result.value;
        this.#running = null;
        return result;
      });
    this.#running = look;
    return look;
  }
}
