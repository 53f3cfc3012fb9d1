import { join } from 'node:path/posix';
import type { Draft } from './action.ts';
import { nonceOf } from './nonce.ts';
import { redact } from './redact.ts';
import { sayText } from './say-text.ts';
import type { OutboxItem } from './state.ts';

export interface ItemRules {
  readonly connector: string;
  /** UTF-16 units of a post, bytes of a file, and files of a post. */
  readonly limits: { readonly text: number; readonly fileBytes: number; readonly filesPerPost: number };
  readonly secrets: readonly string[];
  /** Where files wait that are to be sent. */
  readonly folder: string;
  readonly at: number;
}

export interface Itemised {
  readonly items: readonly OutboxItem[];
  /** A file to write before the items are kept. */
  readonly file: { readonly path: string; readonly text: string } | null;
}

/** The posts that a draft becomes: cut, without secrets, its buttons on the last one. */
export function itemsOf(draft: Draft, rules: ItemRules): Itemised {
  const { connector, limits, secrets, folder, at } = rules;
  const saying = sayText(redact(draft.text, secrets), limits.text);
  const nonce = (index: number) => nonceOf(connector, `${draft.key}#${index}`);
  const path = join(folder, `${nonce(0)}-text.md`);
  const files = [...(saying.file === null ? [] : [{ name: 'message.md', path }]), ...draft.files];
  const posts = saying.posts.length === 0 ? [''] : saying.posts;
  const carriers = chunks(files, limits.filesPerPost);
  const count = Math.max(posts.length, posts.length - 1 + carriers.length);
  const items = Array.from(
    { length: count },
    (_, index): OutboxItem => ({
      kind: 'post',
      nonce: nonce(index),
      key: `${draft.key}#${index}`,
      at,
      place: draft.place,
      text: posts[index] ?? '',
      buttons: index === count - 1 ? draft.buttons : [],
      replyTo: index === 0 ? draft.replyTo : null,
      files: carriers[index - posts.length + 1] ?? [],
      conversation: draft.conversation,
    }),
  );
  return { items, file: saying.file === null ? null : { path, text: saying.file } };
}

function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  const parts: (readonly T[])[] = [];
  for (let at = 0; at < all.length; at += size) parts.push(all.slice(at, at + size));
  return parts;
}
