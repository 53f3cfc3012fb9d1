import type { ChatPlace } from '../../model/chat.ts';

/** One key for each place. Ids of a platform are strings of any kind, so they are kept apart by JSON. */
export function placeKey({ channel, thread }: ChatPlace): string {
  return JSON.stringify([channel, thread]);
}
