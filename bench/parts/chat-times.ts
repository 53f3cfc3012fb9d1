import type { LedgerEntry } from '../../src/model/mail.ts';
import type { RecordEntry } from '../../test/support/discord/record.ts';
import { lastAsked, type ModelRequest } from '../../test/support/model/step.ts';

/** When things happened to one message, in milliseconds after it was said; `null`: not seen. */
export interface MessageTimes {
  readonly message: string;
  readonly reaction: number | null;
  /** The courier took it up and began to type. */
  readonly typing: number | null;
  readonly asked: number | null;
  /** The courier saw that its turn has begun. */
  readonly started: number | null;
  readonly reply: number | null;
}

export interface Seen {
  readonly record: readonly RecordEntry[];
  readonly requests: readonly ModelRequest[];
  readonly ledger: readonly LedgerEntry[];
}

/** What became of a message of that id, whose text is nobody else's; all clocks are of one machine. */
export function timesOf(message: string, text: string, { record, requests, ledger }: Seen): MessageTimes {
  const said = saidAt(message, record);
  const after = (at: number | undefined) => (at === undefined ? null : at - said);
  const entry = (state: LedgerEntry['state']) =>
    ledger.find((line) => line.key === `discord:${message}` && line.state === state)?.at;
  const reaction = new RegExp(`/messages/${message}/reactions/`);
  return {
    message,
    reaction: after(record.find((one) => one.kind === 'rest' && reaction.test(one.path))?.at),
    typing: after(entry('typing')),
    asked: after(requests.find((request) => lastAsked(request).includes(text))?.at),
    started: after(entry('started')),
    reply: repliedAfter(message, record, (said) => said.includes(text) && !said.includes(UNREPLIED)),
  };
}

/** What the connector adds to an answer that was not given by `reply`. */
const UNREPLIED = 'ended its turn without replying';

/** Milliseconds from a message until the first post that replies to it in such words; `null`: there is none. */
export function repliedAfter(
  message: string,
  record: readonly RecordEntry[],
  says: (text: string) => boolean,
): number | null {
  const found = record.find(
    (one) => one.kind === 'rest' && one.status === 200 && isReply(one.body, message, says),
  );
  return found === undefined ? null : found.at - saidAt(message, record);
}

function isReply(body: unknown, message: string, says: (text: string) => boolean): boolean {
  const post = body as { content?: unknown; message_reference?: { message_id?: unknown } } | null;
  return post?.message_reference?.message_id === message && says(String(post.content));
}

function saidAt(message: string, record: readonly RecordEntry[]): number {
  const said = record.find((one) => one.kind === 'sent' && idOf(one.data) === message);
  if (said === undefined) throw new Error(`the stand-in sent no message ${message}`);
  return said.at;
}

function idOf(data: unknown): unknown {
  return (data as { id?: unknown } | null)?.id;
}
