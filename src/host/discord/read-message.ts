import { type APIMessage, MessageType } from 'discord-api-types/v10';
import type { ChatEvent, ChatPlace } from '../../model/chat.ts';

/** Who we are at Discord. `roles` are those that stand for the bot alone: naming one of them names the bot. */
export interface Self {
  readonly id: string;
  readonly application: string;
  readonly roles: readonly string[];
}

type MessageEvent = Extract<ChatEvent, { readonly kind: 'message' }>;

/** A message as the core knows it; `null` for what nobody said: joins, pins, names of threads. */
export function readMessage(message: APIMessage, place: ChatPlace, self: Self): MessageEvent | null {
  if (message.type !== MessageType.Default && message.type !== MessageType.Reply) return null;
  const { author } = message;
  const automatic = author.bot === true || author.system === true || message.webhook_id !== undefined;
  return {
    kind: 'message',
    id: message.id,
    at: Date.parse(message.timestamp),
    user: { id: author.id, name: author.global_name ?? author.username, automatic },
    place,
    text: withoutName(message.content, self),
    files: message.attachments.map(({ id, filename, size, url }) => ({ id, name: filename, size, url })),
    mentions: namesUs(message, self),
    ...(author.id === self.id && message.nonce !== undefined ? { nonce: String(message.nonce) } : {}),
  };
}

function namesUs({ mentions, mention_roles, referenced_message }: APIMessage, { id, roles }: Self): boolean {
  const byName = mentions.some((user) => user.id === id);
  const byRole = mention_roles.some((role) => roles.includes(role));
  return byName || byRole || referenced_message?.author.id === id;
}

/** The text without our name at its head, which says only whom it is meant for. */
function withoutName(text: string, { id, roles }: Self): string {
  const head = /^\s*<@(!|&)?(\d+)>\s*/.exec(text);
  if (head === null) return text;
  const isOurs = head[1] === '&' ? roles.includes(head[2] ?? '') : head[2] === id;
  return isOurs ? text.slice(head[0].length) : text;
}
