import { printable } from '../../model/printable.ts';
import type { AuditLine } from './action.ts';

/** How many bytes of a stranger's text are kept. */
const MOST_SAID = 200;

/** One line of JSON, LF included. Names and texts are made printable, and cut. */
export function auditText({ act, who, place, why, said }: AuditLine, at: number): string {
  const line = {
    at: new Date(at).toISOString(),
    act,
    user: cutBytes(printable(who.id), 64),
    name: cutBytes(printable(who.name), 64),
    channel: cutBytes(printable(place.channel), 64),
    thread: place.thread === null ? null : cutBytes(printable(place.thread), 64),
    direct: place.direct,
    why,
    said: cutBytes(printable(said), MOST_SAID),
  };
  return `${JSON.stringify(line)}\n`;
}

/** The longest beginning of a text that is no longer than so many bytes of UTF-8, and cuts no code point. */
function cutBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  let end = most;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString('utf8');
}
