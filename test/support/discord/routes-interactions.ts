import { type APIMessage, InteractionResponseType, MessageFlags } from 'discord-api-types/v10';
import {
  ALREADY_ANSWERED,
  type Answer,
  NOTHING,
  ok,
  UNKNOWN_INTERACTION,
  UNKNOWN_MESSAGE,
  UNKNOWN_WEBHOOK,
} from './answers.ts';
import { type Call, type Ports, type Route, route } from './calls.ts';
import { tellMessage } from './events.ts';
import type { Interaction } from './interactions.ts';
import { faultOfMessage } from './message-form.ts';
import { plain, storeMessage } from './messages.ts';
import type { StoredMessage } from './world.ts';

type Fields = Readonly<Record<string, unknown>>;

function respond(ports: Ports, call: Call): Answer {
  const asked = ports.interactions.byId(call.ids[0] ?? '');
  if (asked === undefined || asked.token !== call.ids[1]) return UNKNOWN_INTERACTION;
  if (asked.answered) return ALREADY_ANSWERED;
  if (Date.now() - asked.at > ports.interactions.within.ackMs) return UNKNOWN_INTERACTION;
  const data = (call.body['data'] ?? {}) as Fields;
  switch (call.body['type']) {
    case InteractionResponseType.ChannelMessageWithSource: {
      const fault = faultOfMessage({ ...call, body: data });
      if (fault !== null) return fault;
      asked.original = say(ports, asked, data, isPrivate(data)).data.id;
      break;
    }
    case InteractionResponseType.DeferredChannelMessageWithSource:
      // "… is thinking": a message that is filled by editing `@original`.
      asked.original = say(ports, asked, { content: '' }, isPrivate(data)).data.id;
      break;
    case InteractionResponseType.DeferredMessageUpdate:
    case InteractionResponseType.UpdateMessage:
      if (asked.source === null) return { status: 400, body: { code: 50035, message: 'Invalid Form Body' } };
      asked.original = asked.source;
      if (call.body['type'] === InteractionResponseType.UpdateMessage) change(ports, asked, data);
      break;
    default:
      return { status: 400, body: { code: 50035, message: 'Invalid Form Body' } };
  }
  asked.answered = true;
  return NOTHING;
}

function isPrivate(data: Fields): boolean {
  return ((Number(data['flags'] ?? 0) as MessageFlags) & MessageFlags.Ephemeral) !== 0;
}

function say(ports: Ports, asked: Interaction, data: Fields, onlyMaker: boolean): StoredMessage {
  const text = String(data['content'] ?? '');
  const made = storeMessage(ports.world, {
    ...plain(ports.world.bot, asked.channel, text),
    pings: [],
    everyone: false,
    components: (data['components'] ?? []) as NonNullable<APIMessage['components']>,
    onlyFor: onlyMaker ? asked.user : null,
  });
  tellMessage(ports.world, ports.sessions, asked.channel, made, 'MESSAGE_CREATE');
  return made;
}

function change(ports: Ports, asked: Interaction, data: Fields): StoredMessage | null {
  const message = asked.channel.messages.find(({ data: { id } }) => id === asked.original);
  if (message === undefined) return null;
  const components = (data['components'] ?? message.data.components ?? []) as NonNullable<
    APIMessage['components']
  >;
  message.data = { ...message.data, content: String(data['content'] ?? message.data.content), components };
  tellMessage(ports.world, ports.sessions, asked.channel, message, 'MESSAGE_UPDATE');
  return message;
}

function live({ interactions, world }: Ports, { ids }: Call): Interaction | null {
  const asked = interactions.byToken(ids[1] ?? '');
  if (asked === undefined || ids[0] !== world.application || !asked.answered) return null;
  return Date.now() - asked.at > interactions.within.tokenMs ? null : asked;
}

function editOriginal(ports: Ports, call: Call): Answer {
  const asked = live(ports, call);
  if (asked === null) return UNKNOWN_WEBHOOK;
  const fault = faultOfMessage(call);
  if (fault !== null) return fault;
  const changed = change(ports, asked, call.body);
  return changed === null ? UNKNOWN_MESSAGE : ok(changed.data);
}

function followUp(ports: Ports, call: Call): Answer {
  const asked = live(ports, call);
  if (asked === null) return UNKNOWN_WEBHOOK;
  const fault = faultOfMessage(call);
  return fault ?? ok(say(ports, asked, call.body, isPrivate(call.body)).data);
}

export const INTERACTION_ROUTES: readonly Route[] = [
  route('POST', '/interactions/:id/:token/callback', respond, { open: true }),
  route('PATCH', '/webhooks/:application/:token/messages/@original', editOriginal, { open: true }),
  route('POST', '/webhooks/:application/:token', followUp, { open: true }),
];
