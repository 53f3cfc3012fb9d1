import { type APIChannel, ChannelType } from 'discord-api-types/v10';
import type { ChatPlace } from '../../model/chat.ts';

/** What is known of where messages are said: Discord names a thread by its own id alone. */
export interface Places {
  readonly learn: (channel: Pick<APIChannel, 'id' | 'type'>) => void;
  readonly get: (id: string) => ChatPlace | null;
}

const THREADS: readonly ChannelType[] = [
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
];

export function placeOf(channel: Pick<APIChannel, 'id' | 'type'>): ChatPlace {
  const { id, type } = channel;
  const parent = (channel as { readonly parent_id?: string | null }).parent_id;
  const thread = THREADS.includes(type) && typeof parent === 'string';
  if (thread) return { channel: parent, thread: id, direct: false };
  return { channel: id, thread: null, direct: type === ChannelType.DM };
}

export function rememberPlaces(): Places {
  const known = new Map<string, ChatPlace>();
  return {
    learn: (channel) => void known.set(channel.id, placeOf(channel)),
    get: (id) => known.get(id) ?? null,
  };
}

/** The id by which Discord knows a place. */
export function channelOf(place: ChatPlace): string {
  return place.thread ?? place.channel;
}
