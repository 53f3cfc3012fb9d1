import {
  type APIAttachment,
  type APIMessage,
  type APIUser,
  ChannelType,
  MessageFlags,
  MessageType,
} from 'discord-api-types/v10';
import type { Channel, StoredMessage, World } from './world.ts';

export interface NewMessage {
  readonly author: APIUser;
  readonly channel: Channel;
  readonly text: string;
  readonly attachments: readonly APIAttachment[];
  readonly replyTo: string | null;
  readonly nonce: string | null;
  readonly webhook: string | null;
  readonly components: APIMessage['components'];
  /** Whom the text may ping; `null`: whom it names. */
  readonly pings: readonly string[] | null;
  readonly everyone: boolean;
  readonly onlyFor: string | null;
}

/** A message with nothing but what is said here. */
export function plain(author: APIUser, channel: Channel, text: string): NewMessage {
  const without = { replyTo: null, nonce: null, webhook: null, pings: null, onlyFor: null };
  return {
    author,
    channel,
    text,
    attachments: [],
    components: [],
    everyone: text.includes('@everyone'),
    ...without,
  };
}

/** Stores a message and gives it back as Discord shows it. */
export function storeMessage(world: World, message: NewMessage): StoredMessage {
  const { channel, author, text } = message;
  const replied = channel.messages.find(({ data }) => data.id === message.replyTo)?.data ?? null;
  const named = [...text.matchAll(/<@!?(\d+)>/g)].map((match) => match[1] ?? '');
  const pinged = message.pings ?? (replied === null ? named : [...named, replied.author.id]);
  const base = {
    id: world.nextId(),
    channel_id: channel.id,
    author,
    content: text,
    timestamp: new Date().toISOString(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: message.everyone,
    mentions: [...new Set(pinged)].flatMap((id) => world.users.get(id) ?? []),
    mention_roles: [...text.matchAll(/<@&(\d+)>/g)].map((match) => match[1] ?? ''),
    attachments: [...message.attachments],
    embeds: [],
    pinned: false,
    type: message.replyTo === null ? MessageType.Default : MessageType.Reply,
    components: message.components ?? [],
    flags: message.onlyFor === null ? (0 as MessageFlags) : MessageFlags.Ephemeral,
  };
  const reference = {
    message_reference: { type: 0, channel_id: channel.id, message_id: message.replyTo ?? '' },
  };
  const data: APIMessage = {
    ...base,
    ...(message.webhook === null ? {} : { webhook_id: message.webhook }),
    ...(message.replyTo === null ? {} : { ...reference, referenced_message: replied }),
  };
  const stored: StoredMessage = { data, nonce: message.nonce, madeAt: Date.now(), onlyFor: message.onlyFor };
  channel.messages.push(stored);
  return stored;
}

/** A message without what only the intent MessageContent shows: but for direct ones, own ones, and those that name the bot. */
export function withoutContent(world: World, channel: Channel, data: APIMessage): APIMessage {
  const own = data.author.id === world.bot.id;
  const named = data.mentions.some(({ id }) => id === world.bot.id);
  if (own || named || channel.type === ChannelType.DM) return data;
  return { ...data, content: '', embeds: [], attachments: [], components: [] };
}
