import { printable } from '../../model/printable.ts';
import type { MessageEvent } from './action.ts';
import type { Standing } from './policy.ts';

export interface Framed {
  readonly mail: string;
  readonly kind: string;
  readonly conversation: string;
  readonly event: Pick<MessageEvent, 'user' | 'place' | 'text'>;
  /** The message's id, by which it can be reacted to; `null`: it is none. */
  readonly message: string | null;
  /** Whether its agent has the tool to answer with. */
  readonly answers: boolean;
  readonly standing: Standing;
  /** Where its files lie, and what became of those that could not be fetched. */
  readonly files: readonly ArrivedFile[];
}

export interface ArrivedFile {
  readonly name: string;
  readonly size: number;
  readonly path: string | null;
  readonly why: string;
}

/** UTF-16 units of a message. What is made visible grows eightfold at most, and 200,000 bytes can be typed. */
const MOST_TEXT = 20_000;

/**
 * What an agent reads of a person's message. Only the first line, the lines of files and the last line are ours: whatever a person writes stands
 * behind `> `, on lines of its own.
 */
export function frameText({
  mail,
  kind,
  conversation,
  event,
  message,
  answers,
  standing,
  files,
}: Framed): string {
  const { user, place, text } = event;
  const who = `${plainName(user.name)} (id ${plainName(user.id)}, ${standing})`;
  const where = place.direct
    ? 'a direct message'
    : `#${plainName(place.channel)}${place.thread === null ? '' : ` thread ${plainName(place.thread)}`}`;
  return [
    `[mosaic mail ${mail} · ${kind} · from ${who} in ${where} · conversation ${conversation}]`,
    ...quoteText(text),
    ...files.map(fileLine),
    ...(message === null ? [] : [`message ${plainName(message)}`]),
    ...(answers ? [`Reply with mcp__${kind}__reply, conversation ${conversation}.`] : []),
  ].join('\n');
}

/** Each line behind `> `, with all but tabs made visible that a terminal or a reader could take for something else. */
export function quoteText(text: string): readonly string[] {
  if (text === '') return [];
  const whole =
    text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}\n… cut: it is ${text.length} long` : text;
  return whole
    .split(/\r\n|[\n\r\v\f\x85\u2028\u2029]/)
    .map((line) => `> ${line.split('\t').map(printable).join('\t')}`);
}

function fileLine({ name, size, path, why }: ArrivedFile): string {
  const shown = plainName(name);
  return path === null
    ? `file ${shown} (${size} bytes) was not fetched: ${printable(why)}`
    : `file ${shown} (${size} bytes): ${path}`;
}

// A name may hold what our own line is made of.
function plainName(name: string): string {
  const plain = printable(name).replace(/[[\](){}<>·`\\]/g, '_');
  return plain.length > 60 ? `${[...plain].slice(0, 60).join('')}…` : plain || '_';
}
