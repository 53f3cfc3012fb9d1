import type { APIMessage, APIUser } from 'discord-api-types/v10';
import {
  type Answer,
  badForm,
  MISSING_ACCESS,
  MISSING_PERMISSIONS,
  NOT_AUTHOR,
  NOTHING,
  ok,
  UNKNOWN_CHANNEL,
  UNKNOWN_MESSAGE,
} from './answers.ts';
import { type Call, type Ports, type Route, route } from './calls.ts';
import { tellMessage, tellReaction, tellThread } from './events.ts';
import { isYounger } from './ids.ts';
import { faultOfMessage } from './message-form.ts';
import { storeMessage, withoutContent } from './messages.ts';
import { may, type Right } from './permissions.ts';
import { canSee, channelData, isThread } from './shapes.ts';
import { keepFiles } from './upload.ts';
import { type Channel, makeChannel, readsContent, type StoredMessage, type World } from './world.ts';

/** How long the same nonce by the same author gives the same message. */
const NONCE_MS = 5 * 60_000;

function inChannel(
  rights: readonly Right[],
  run: (ports: Ports, call: Call, channel: Channel) => Answer,
): Route['run'] {
  return (ports, call) => {
    const channel = ports.world.channels.get(call.ids[0] ?? '');
    if (channel === undefined) return UNKNOWN_CHANNEL;
    if (!canSee(ports.world, channel)) return MISSING_ACCESS;
    const lacking = rights.some((right) => !may(ports.world, ports.world.bot.id, channel, right));
    return lacking ? MISSING_PERMISSIONS : run(ports, call, channel);
  };
}

function find(channel: Channel, id: string | undefined): StoredMessage | undefined {
  return channel.messages.find(({ data, onlyFor }) => data.id === id && onlyFor === null);
}

function shown(world: World, channel: Channel, { data }: StoredMessage): APIMessage {
  return readsContent(world) ? data : withoutContent(world, channel, data);
}

function list({ world }: Ports, { query }: Call, channel: Channel): Answer {
  const limit = Number(query.get('limit') ?? 50);
  if (!(limit >= 1 && limit <= 100))
    return badForm('limit', 'NUMBER_TYPE_MAX', 'int value should be 1 to 100.');
  if (!may(world, world.bot.id, channel, 'ReadMessageHistory')) return ok([]);
  const public_ = channel.messages.filter(({ onlyFor }) => onlyFor === null);
  const [after, before, around] = [query.get('after'), query.get('before'), query.get('around')];
  const newestFirst = public_.toReversed().map((message) => shown(world, channel, message));
  if (around !== null) {
    const at = newestFirst.findIndex(({ id }) => !isYounger(id, around));
    const from = Math.max(0, (at < 0 ? newestFirst.length : at) - Math.floor(limit / 2));
    return ok(newestFirst.slice(from, from + limit));
  }
  if (before !== null) return ok(newestFirst.filter(({ id }) => isYounger(before, id)).slice(0, limit));
  if (after === null) return ok(newestFirst.slice(0, limit));
  // The oldest ones after it, and yet newest first.
  return ok(newestFirst.filter(({ id }) => isYounger(id, after)).slice(-limit));
}

interface AllowedMentions {
  readonly parse?: readonly string[];
  readonly users?: readonly string[];
  readonly replied_user?: boolean;
}

/** Whom a text of the bot pings: what it names, as far as `allowed_mentions` lets it. */
function pings(body: Call['body'], replied: APIUser | null): readonly string[] {
  const allowed = body['allowed_mentions'] as AllowedMentions | undefined;
  const named = [...String(body['content'] ?? '').matchAll(/<@!?(\d+)>/g)].map((match) => match[1] ?? '');
  const reply =
    replied !== null && (allowed === undefined || allowed.replied_user === true) ? [replied.id] : [];
  if (allowed === undefined || allowed.parse?.includes('users')) return [...named, ...reply];
  return [...named.filter((id) => allowed.users?.includes(id)), ...reply];
}

function create(ports: Ports, call: Call, channel: Channel): Answer {
  const { world, sessions } = ports;
  const { body, files } = call;
  const right = isThread(channel) ? 'SendMessagesInThreads' : 'SendMessages';
  if (!may(world, world.bot.id, channel, right)) return MISSING_PERMISSIONS;
  if (files.length > 0 && !may(world, world.bot.id, channel, 'AttachFiles')) return MISSING_PERMISSIONS;
  const fault = faultOfMessage(call);
  if (fault !== null) return fault;
  const nonce = body['nonce'] === undefined ? null : String(body['nonce']);
  if (nonce !== null && body['enforce_nonce'] === true) {
    const since = Date.now() - NONCE_MS;
    const same = channel.messages.find(
      ({ data, nonce: other, madeAt }) =>
        other === nonce && data.author.id === world.bot.id && madeAt > since,
    );
    if (same !== undefined) return ok(same.data);
  }
  const reference = body['message_reference'] as
    | { message_id?: string; fail_if_not_exists?: boolean }
    | undefined;
  const replied = find(channel, reference?.message_id);
  if (reference !== undefined && replied === undefined && reference.fail_if_not_exists !== false) {
    return badForm('message_reference', 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
  }
  const allowed = body['allowed_mentions'] as AllowedMentions | undefined;
  const everyone = allowed === undefined || allowed.parse?.includes('everyone') === true;
  const made = storeMessage(world, {
    author: world.bot,
    channel,
    text: String(body['content'] ?? ''),
    attachments: keepFiles(ports, channel.id, files),
    replyTo: replied?.data.id ?? null,
    nonce,
    webhook: null,
    components: (body['components'] ?? []) as NonNullable<APIMessage['components']>,
    pings: pings(body, replied?.data.author ?? null),
    everyone: everyone && String(body['content'] ?? '').includes('@everyone'),
    onlyFor: null,
  });
  tellMessage(world, sessions, channel, made, 'MESSAGE_CREATE');
  return ok({ ...made.data, ...(nonce === null ? {} : { nonce }) });
}

function edit({ world, sessions }: Ports, call: Call, channel: Channel): Answer {
  const message = find(channel, call.ids[1]);
  if (message === undefined) return UNKNOWN_MESSAGE;
  if (message.data.author.id !== world.bot.id) return NOT_AUTHOR;
  const content = (call.body['content'] ?? message.data.content) as string;
  const components = (call.body['components'] ?? message.data.components ?? []) as NonNullable<
    APIMessage['components']
  >;
  const fault = faultOfMessage({ ...call, body: { content, components } });
  if (fault !== null) return fault;
  message.data = { ...message.data, content, components, edited_timestamp: new Date().toISOString() };
  tellMessage(world, sessions, channel, message, 'MESSAGE_UPDATE');
  return ok(message.data);
}

function react(added: boolean): (ports: Ports, call: Call, channel: Channel) => Answer {
  return ({ world, sessions }, { ids }, channel) => {
    const message = find(channel, ids[1]);
    if (message === undefined) return UNKNOWN_MESSAGE;
    const emoji = decodeURIComponent(ids[2] ?? '');
    if (!/\p{Extended_Pictographic}|^.+:\d+$/u.test(emoji)) {
      return { status: 400, body: { code: 10014, message: 'Unknown Emoji' } };
    }
    const old = (message.data.reactions ?? []).filter((one) => one.emoji.name !== emoji);
    const details = { burst: 0, normal: 1 };
    const mine = {
      count: 1,
      count_details: details,
      me: true,
      me_burst: false,
      emoji: { id: null, name: emoji },
      burst_colors: [],
    };
    message.data = { ...message.data, reactions: added ? [...old, mine] : old };
    tellReaction(world, sessions, channel, { user: world.bot.id, message: message.data.id, emoji, added });
    return NOTHING;
  };
}

function startThread({ world, sessions }: Ports, { ids, body }: Call, channel: Channel): Answer {
  if (find(channel, ids[1]) === undefined) return UNKNOWN_MESSAGE;
  // A thread that begins with a message has that message's id.
  const thread = makeChannel({ id: ids[1] ?? '', name: String(body['name']), type: 11, parent: channel.id });
  world.channels.set(thread.id, thread);
  tellThread(world, sessions, thread);
  return ok(channelData(world, thread), 201);
}

export const MESSAGE_ROUTES: readonly Route[] = [
  route(
    'GET',
    '/channels/:id',
    inChannel([], ({ world }, _, channel) => ok(channelData(world, channel))),
  ),
  route('GET', '/channels/:id/messages', inChannel([], list)),
  route('POST', '/channels/:id/messages', inChannel([], create), { kind: 'messages' }),
  route(
    'GET',
    '/channels/:id/messages/:id',
    inChannel(['ReadMessageHistory'], ({ world }, { ids }, channel) => {
      const message = find(channel, ids[1]);
      return message === undefined ? UNKNOWN_MESSAGE : ok(shown(world, channel, message));
    }),
  ),
  route('PATCH', '/channels/:id/messages/:id', inChannel([], edit), { kind: 'messages' }),
  route(
    'PUT',
    '/channels/:id/messages/:id/reactions/:emoji/@me',
    inChannel(['ReadMessageHistory', 'AddReactions'], react(true)),
    {
      kind: 'reactions',
    },
  ),
  route('DELETE', '/channels/:id/messages/:id/reactions/:emoji/@me', inChannel([], react(false)), {
    kind: 'reactions',
  }),
  route(
    'POST',
    '/channels/:id/typing',
    inChannel(['SendMessages'], () => NOTHING),
  ),
  route('POST', '/channels/:id/messages/:id/threads', inChannel(['CreatePublicThreads'], startThread)),
];
