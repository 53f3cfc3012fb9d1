import * as z from 'zod';
import type { ChatRequest } from '../../model/connector.ts';

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const word = z.string().min(1).max(200);
const text = z.string().max(262_144);
const base = { id, conversation: word };

const schema = z.discriminatedUnion('tool', [
  z.strictObject({
    ...base,
    tool: z.literal('reply'),
    text,
    files: z.array(z.string().min(1).max(4096)).max(10),
  }),
  z.strictObject({ ...base, tool: z.literal('react'), message: word, emoji: z.string().min(1).max(100) }),
  z.strictObject({ ...base, tool: z.literal('edit'), message: word, text }),
  z.strictObject({ ...base, tool: z.literal('typing') }),
]);

/** Most that a request's file may hold, bytes. */
export const MOST_REQUEST = 1024 * 1024;

/** Reads what an agent wrote as the request of that id; a string says what is wrong with it. */
export function readRequest(text: string, expected: string): ChatRequest | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const { data, error } = schema.safeParse(value);
  if (data === undefined)
    return error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`).join('; ');
  return data.id === expected ? data : 'its id is not the name of its file';
}
