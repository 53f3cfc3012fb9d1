import type { ChatEvent } from '../../model/chat.ts';
import type { OutboxItem } from './state.ts';

/**
 * The message that a post became, if its place's history shows it: by its nonce where the platform gives that back, else by its text, of a
 * program, and not one that is known as another post of ours. `null`: it is not there.
 */
export function findPost(
  item: OutboxItem,
  history: readonly ChatEvent[],
  isKnown: (message: string) => boolean,
): string | null {
  const candidates = history.filter(
    (event) => event.kind === 'message' && event.user.automatic && !isKnown(event.id),
  );
  const found = candidates.find((event) => event.kind === 'message' && isPost(item, event));
  return found?.id ?? null;
}

function isPost(item: OutboxItem, event: Extract<ChatEvent, { kind: 'message' }>): boolean {
  if (event.nonce !== undefined) return event.nonce === item.nonce;
  const files = item.kind === 'post' ? item.files.length : 0;
  return sameText(event.text, item.text) && event.files.length === files;
}

/** Whether a platform shows the one for the other: they trim, and change white space. */
export function sameText(a: string, b: string): boolean {
  return a.replace(/\s+/g, ' ').trim() === b.replace(/\s+/g, ' ').trim();
}
