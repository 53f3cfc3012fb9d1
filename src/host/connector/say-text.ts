import { type Piece, splitText } from './split.ts';

/** How a text is said: in posts, or in a first post with all of it as a file. */
export interface Saying {
  readonly posts: readonly string[];
  readonly file: string | null;
}

/** Above this number of posts a text is a file: nobody scrolls through more. */
const MOST_POSTS = 5;

const NOTE = '\n… all of it is in the file.';

/** Cuts a text for a platform whose posts hold `limit` UTF-16 units. A text of white space alone is no post. */
export function sayText(text: string, limit: number): Saying {
  const pieces = splitText(text, limit).filter(({ body }) => body.trim() !== '');
  if (pieces.length <= MOST_POSTS) return { posts: pieces.map(pieceText), file: null };
  const [first] = splitText(text.trimStart(), limit - NOTE.length);
  return { posts: first === undefined ? [] : [`${pieceText(first)}${NOTE}`], file: text };
}

function pieceText({ before, body, after }: Piece): string {
  return `${before}${body}${after}`;
}
