import type { ChatEvent } from '../../model/chat.ts';
import { checkPairingCode } from '../../model/pairing-code.ts';
import { type Action, type CommandEvent, draft, type MessageEvent, type PressEvent } from './action.ts';
import { routePress } from './approvals.ts';
import type { Core } from './core.ts';
import { sameText } from './find-post.ts';
import { takesTime } from './perform.ts';
import { placeKey } from './place.ts';
import { standingOf } from './policy.ts';
import { routeCommand } from './route-command.ts';
import { type MessageFacts, routeMessage } from './route-message.ts';
import type { Entry } from './state.ts';

const MINUTE = 60_000;

/** Takes what a platform tells, once: decides what to do about it, keeps that, and only then does it. */
export class Inbox {
  readonly #core: Core;
  readonly #isCaught: (event: MessageEvent) => boolean;
  /** When messages of each person were taken, in the last minute. */
  readonly #recent = new Map<string, readonly number[]>();

  /** `isCaught`: nothing was missed in its place before it. */
  constructor(core: Core, isCaught: (event: MessageEvent) => boolean) {
    this.#core = core;
    this.#isCaught = isCaught;
  }

  /** Throws where the disk does not take it: it must be heard again then. */
  take(event: ChatEvent): void {
    const { journal, heard, marks } = this.#core;
    if (journal.state.events.has(event.id)) return;
    const place = placeKey(event.place);
    const actions = this.#route(event);
    // Strangers must not choose what is fetched after each connection.
    const isListenedTo = event.place.channel === this.#core.policy.channel || actions.some(takesTime);
    const mark: readonly Entry[] =
      event.kind === 'message' && isListenedTo && this.#isCaught(event)
        ? [{ kind: 'mark', place: event.place, message: event.id }]
        : [];
    if (actions.length === 0) {
      for (const entry of mark) marks.set(place, entry);
    } else {
      const kept: Entry = actions.some(takesTime)
        ? { kind: 'event', event }
        : { kind: 'done', event: event.id, at: Date.now() };
      marks.delete(place);
      this.#core.perform(actions, [kept, ...mark]);
      if (event.kind === 'message') this.#count(event);
    }
    if (event.kind === 'message') heard.set(place, event.id);
  }

  /** Takes up again what an earlier run kept and did not end. */
  resume(): void {
    for (const { event } of [...this.#core.journal.state.events.values()]) {
      if (event === null) continue;
      if (event.kind === 'message') this.#again(event);
      else this.#core.perform(cutOff(event), [{ kind: 'done', event: event.id, at: Date.now() }]);
    }
  }

  #again(event: MessageEvent): void {
    const actions = this.#route(event);
    const over: readonly Entry[] = actions.some(takesTime)
      ? []
      : [{ kind: 'done', event: event.id, at: Date.now() }];
    this.#core.perform(actions, over);
  }

  #route(event: ChatEvent): readonly Action[] {
    const { policy, pairing, journal, looks } = this.#core;
    const standing = standingOf(policy, event.user.id, pairing.paired());
    switch (event.kind) {
      case 'message':
        return routeMessage(event, policy, this.#facts(event));
      case 'command':
        return routeCommand(event, policy, standing);
      case 'press': {
        const agent = journal.state.prompts.get(event.data.split(' ')[1] ?? '')?.prompt.agent;
        const view = looks.last()?.agents.find(({ name }) => name === agent) ?? null;
        return routePress(event, journal.state, { now: Date.now(), standing, view });
      }
    }
  }

  #facts(event: MessageEvent): MessageFacts {
    const { policy, pairing, journal } = this.#core;
    const paired = pairing.paired();
    const recent = (this.#recent.get(event.user.id) ?? []).filter((at) => Math.abs(event.at - at) < MINUTE);
    return {
      standing: standingOf(policy, event.user.id, paired),
      paired: paired.has(event.user.id),
      takesPart: this.#takesPart(event),
      own: event.user.automatic && (journal.state.ours.has(event.id) || this.#isOnItsWay(event)),
      recent: recent.length,
      awake: this.#isAwake(),
      code: event.place.direct ? checkPairingCode(pairing.awaited(), event.text, Date.now()) : 'none',
    };
  }

  #isAwake(): boolean {
    const { looks, policy } = this.#core;
    const state = looks.last()?.agents.find(({ name }) => name === policy.agent)?.state;
    return state === 'idle' || state === 'busy';
  }

  // Where it was spoken to, and in threads that began with a message of such a conversation: they bear its id.
  #takesPart({ place }: MessageEvent): boolean {
    const key = placeKey(place);
    const { conversations, ours } = this.#core.journal.state;
    if (place.thread !== null && ours.has(place.thread)) return true;
    for (const { conversation } of conversations.values())
      if (placeKey(conversation.place) === key || conversation.message === place.thread) return true;
    return false;
  }

  // A post of ours may come back before the platform told us its id.
  #isOnItsWay({ place, text, nonce }: MessageEvent): boolean {
    const key = placeKey(place);
    for (const { item, delivery } of this.#core.journal.state.items.values()) {
      if (delivery.kind !== 'trying' || placeKey(item.place) !== key) continue;
      if (nonce === undefined ? sameText(text, item.text) : nonce === item.nonce) return true;
    }
    return false;
  }

  #count({ user, at }: MessageEvent): void {
    const recent = (this.#recent.get(user.id) ?? []).filter((other) => other > at - MINUTE);
    this.#recent.set(user.id, [...recent, at]);
    if (this.#recent.size > 10_000) this.#recent.clear();
  }
}

// Nobody waits for its answer any more, and what it began may have been done.
function cutOff(event: PressEvent | CommandEvent): readonly Action[] {
  const { id, kind, place, user: who } = event;
  const what = kind === 'command' ? `/fleet ${event.name}` : 'the decision';
  const why = `the connector was restarted during ${what}`;
  const text = `The connector was restarted during ${what}; whether it was done is not known. Look: /fleet ps`;
  return [
    { do: 'audit', line: { act: 'cut-off', who, place, why, said: '' } },
    { do: 'say', draft: draft({ key: `cut-off:${id}`, place, text }) },
  ];
}
