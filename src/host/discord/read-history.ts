import type { REST } from '@discordjs/rest';
import { type APIMessage, Routes } from 'discord-api-types/v10';
import type { ChatEvent, ChatPlace } from '../../model/chat.ts';
import { channelOf } from './places.ts';

const PAGE = 100;

/** Oldest first: the first ones after a message, or the newest ones where it is `''`. What `read` does not take is not counted. */
export async function readHistory(
  rest: REST,
  { place, after, limit }: { readonly place: ChatPlace; readonly after: string; readonly limit: number },
  read: (message: APIMessage) => ChatEvent | null,
): Promise<readonly ChatEvent[]> {
  let found: readonly ChatEvent[] = [];
  let edge = after;
  for (;;) {
    const size = Math.min(PAGE, limit - found.length);
    const query = new URLSearchParams({ limit: String(size) });
    if (edge !== '') query.set(after === '' ? 'before' : 'after', edge);
    const newestFirst = (await rest.get(Routes.channelMessages(channelOf(place)), { query })) as APIMessage[];
    const page = newestFirst
      .toReversed()
      .map(read)
      .filter((event) => event !== null);
    found = after === '' ? [...page, ...found] : [...found, ...page];
    edge = (after === '' ? newestFirst.at(-1) : newestFirst[0])?.id ?? edge;
    if (newestFirst.length < size || found.length >= limit) return found;
  }
}
