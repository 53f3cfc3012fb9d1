import { randomBytes } from 'node:crypto';
import type { ChatPlace } from '../../model/chat.ts';
import { isFinal } from '../../model/ledger.ts';
import type { Action } from './action.ts';
import { draft } from './action.ts';
import { routeAlert, troubleOf } from './alerts.ts';
import { routePrompt } from './approvals.ts';
import { type Core, channelOf } from './core.ts';
import type { ConversationState } from './fold.ts';
import type { AgentView, HostView } from './host-door.ts';
import { routeEnding } from './route-ending.ts';

/** After so long, a message that the courier did not take up is told to be waiting; milliseconds. */
const TAKEN_WITHIN = 30_000;

/** How long somebody sees that an answer is being made, milliseconds. */
const TYPES_FOR = 1_200_000;

/** Says what owners must know about agents: questions, troubles, and that these are over. */
export class AgentWatch {
  readonly #core: Core;
  readonly #before = new Map<string, string | null>();

  constructor(core: Core) {
    this.#core = core;
  }

  async look(): Promise<void> {
    const look = await this.#core.looks.fresh();
    if (!look.ok) return this.#core.failed(new Error(`the agents cannot be looked at: ${look.why}`));
    const actions = look.value.agents.flatMap((view) => this.#route(view, look.value));
    if (actions.length > 0) this.#core.perform(actions);
  }

  #route(view: AgentView, { now }: HostView): readonly Action[] {
    const { journal, policy } = this.#core;
    const told = journal.state.alerts.get(view.name) ?? null;
    const before = this.#before.get(view.name) ?? null;
    this.#before.set(view.name, troubleOf(view));
    const nonce = randomBytes(10).toString('hex');
    return [
      ...routeAlert(view, { told, before, now, place: channelOf(policy) }),
      ...routePrompt(journal.state, policy, view, {
        now: Date.now(),
        nonce,
        place: this.#placeOf(view.name),
      }),
    ];
  }

  // Where the turn came from, so that its question stands under it; nobody but owners can press.
  #placeOf(agent: string): ChatPlace {
    const { journal, policy, mails } = this.#core;
    for (const { conversation, ended } of [...journal.state.conversations.values()].reverse()) {
      const { place } = conversation;
      if (ended || conversation.agent !== agent || place.direct || place.channel !== policy.channel) continue;
      if (mails.last(conversation.mail)?.state === 'started') return place;
    }
    return channelOf(policy);
  }
}

function open(core: Core): readonly ConversationState[] {
  return [...core.journal.state.conversations.values()].filter(({ ended }) => !ended);
}

/** Tells the end of each message that has one. `scan` carries out what agents asked before that. */
export async function tellEndings(core: Core, scan: () => Promise<void>): Promise<void> {
  const waiting = open(core);
  for (const agent of new Set(waiting.map(({ conversation }) => conversation.agent))) core.mails.read(agent);
  const over = waiting.filter(({ conversation }) => {
    const entry = core.mails.last(conversation.mail);
    return entry !== null && isFinal(entry.state);
  });
  // What it said in its turn was asked before the turn ended.
  if (over.length > 0) await scan();
  for (const { conversation } of over) {
    const { id, agent, mail } = conversation;
    const [entry, now] = [core.mails.last(mail), core.journal.state.conversations.get(id)];
    if (entry === null || now === undefined || now.ended) continue;
    const hasTool = agent === core.policy.agent;
    core.perform(routeEnding(entry, now, core.mails.answer(agent, mail), hasTool));
  }
  sayUntaken(core);
}

// The courier may be down: then nobody else would say that the message still lies there.
function sayUntaken(core: Core): void {
  const { host } = core.config;
  const late = open(core).filter(({ conversation }) => {
    const age = Date.now() - conversation.at;
    return age > TAKEN_WITHIN && core.mails.last(conversation.mail) === null;
  });
  const actions = late.map(({ conversation: { id, place, message, agent } }): Action => {
    const text = `This message is stored, but nothing on ${host} takes it to ${agent} now. Look: mosaic fleet verify ${host}`;
    return { do: 'say', draft: draft({ key: `untaken:${id}`, place, text, replyTo: message }) };
  });
  const fresh = actions.filter((action) => action.do === 'say' && core.sayEntries(action.draft).length > 0);
  if (fresh.length > 0) core.perform(fresh);
}

/** Shows in each place whose message an agent works on that an answer is being made. */
export function showTyping(core: Core): void {
  const places = new Map<string, ChatPlace>();
  for (const { conversation, replied } of open(core)) {
    const { place, mail, at } = conversation;
    const state = core.mails.last(mail)?.state;
    const isWorkedOn = state === 'started' || state === 'injected';
    if (!replied && isWorkedOn && Date.now() - at < TYPES_FOR) places.set(JSON.stringify(place), place);
  }
  for (const place of places.values()) void core.adapter.typing(place).catch(core.failed);
}
