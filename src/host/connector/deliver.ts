import { setTimeout as delay } from 'node:timers/promises';
import type { Mail } from '../../model/mail.ts';
import { putMail } from '../put-mail.ts';
import { ackText } from './ack.ts';
import { type Action, draft, type MessageEvent } from './action.ts';
import { backoffMs } from './backoff.ts';
import type { Core } from './core.ts';
import { type ArrivedFile, frameText } from './frame.ts';
import { fetchFiles } from './incoming-files.ts';
import { conversationIdOf, mailIdOf } from './nonce.ts';
import { placeKey } from './place.ts';
import type { Standing } from './policy.ts';
import type { Conversation } from './state.ts';

const DAY = 86_400_000;

/** How long the same news of an agent is told once in a place, milliseconds. */
const ACK_EVERY = 600_000;

/** The conversation that a message or a command begins: the same each time it is told, its time included, for that is its place in the queue. */
export function conversationOf(
  core: Core,
  event: Pick<MessageEvent, 'id' | 'place' | 'user'> & { readonly kind: 'message' | 'command' },
  agent: string,
): Conversation {
  const key = `${core.policy.kind}:${event.id}`;
  const id = conversationIdOf(key);
  const known = core.journal.state.conversations.get(id)?.conversation;
  if (known !== undefined) return known;
  return {
    id,
    place: event.place,
    message: event.kind === 'message' ? event.id : null,
    user: event.user.id,
    agent,
    mail: mailIdOf(key),
    at: timeOf(core),
  };
}

const latest = new WeakMap<Core, number>();

// By our clock: what was fetched late is no older for that. No two of one time: of those nobody could tell which was said first.
function timeOf(core: Core): number {
  const at = Math.max(Date.now(), (latest.get(core) ?? 0) + 1);
  latest.set(core, at);
  return at;
}

/** Brings a message before the agent, and tells its sender how it stands where the agent cannot take it at once. */
export async function deliver(core: Core, event: MessageEvent, standing: Standing): Promise<void> {
  const { agent } = core.policy;
  const conversation = conversationOf(core, event, agent);
  const stored = inTurn(core, event, async () => {
    const target = { agent, connector: core.config.name };
    const arrived = await fetchFiles(event, core.adapter, core.folders, target);
    await storeMail(core, mailOf(core, conversation, event, standing, arrived));
    return arrived;
  });
  // A file takes its time; a word to its sender must not wait for it.
  core.perform(await news(core, conversation));
  core.perform(missed(event, await stored), [{ kind: 'done', event: event.id, at: Date.now() }]);
}

const turns = new WeakMap<Core, Map<string, Promise<unknown>>>();

// In each place in the order in which it was said, a file that takes its time included.
function inTurn<T>(core: Core, { place }: MessageEvent, task: () => Promise<T>): Promise<T> {
  const last = turns.get(core) ?? new Map<string, Promise<unknown>>();
  turns.set(core, last);
  const key = placeKey(place);
  const turn = (last.get(key) ?? Promise.resolve()).then(task);
  const over: Promise<void> = turn
    .then(() => {})
    .catch(() => {})
    .then(() => {
      if (last.get(key) === over) last.delete(key);
    });
  last.set(key, over);
  return turn;
}

export function mailOf(
  { policy, config }: Core,
  conversation: Conversation,
  event: Pick<MessageEvent, 'user' | 'place' | 'text' | 'id'>,
  standing: Standing,
  files: readonly ArrivedFile[],
): Mail {
  const { id: cid, mail: id, message, agent, at } = conversation;
  const answers = agent === policy.agent;
  return {
    version: 1,
    id,
    key: `${policy.kind}:${event.id}`,
    to: agent,
    from: { kind: 'chat', connector: config.name, user: event.user.id, name: event.user.name },
    at,
    expires: at + DAY,
    hops: 0,
    conversation: cid,
    text: frameText({
      mail: id,
      kind: policy.kind,
      conversation: cid,
      event,
      message,
      answers,
      standing,
      files,
    }),
  };
}

/** A full disk empties some day; the message is in the journal until then. */
export async function storeMail(core: Core, mail: Mail): Promise<void> {
  for (let attempts = 0; ; attempts += 1) {
    try {
      return await putMail(core.folders.state, mail);
    } catch (error) {
      core.failed(error);
      await delay(backoffMs(attempts + 1, Math.random()), null, { signal: core.signal });
    }
  }
}

/** What to tell of the agent to somebody whose message was just stored. */
export async function news(
  core: Core,
  { agent, mail, place, message }: Conversation,
): Promise<readonly Action[]> {
  const { view, now } = await core.looks.agent(agent);
  core.mails.read(agent);
  const text = ackText({ agent, view, now, mail: core.mails.last(mail)?.state ?? null });
  if (text === null) return [];
  const state = view.ok ? `${view.value?.state ?? 'absent'}:${view.value?.since ?? ''}` : 'unseen';
  const key = `ack:${placeKey(place)}:${agent}:${state}:${Math.floor(Date.now() / ACK_EVERY)}`;
  return [{ do: 'say', draft: draft({ key, place, text, replyTo: message }) }];
}

function missed({ id, place }: MessageEvent, files: readonly ArrivedFile[]): readonly Action[] {
  const lost = files.filter(({ path }) => path === null);
  if (lost.length === 0) return [];
  const text = `Not fetched, so the agent does not see it: ${lost.map(({ name, why }) => `${name} (${why})`).join(', ')}`;
  return [{ do: 'say', draft: draft({ key: `files:${id}`, place, text, replyTo: id }) }];
}
