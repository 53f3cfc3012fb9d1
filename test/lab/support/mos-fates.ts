import { isFinal, type Ledger } from '../../../src/model/ledger.ts';
import type { MailState } from '../../../src/model/mail.ts';
import type { SeenMessage } from '../../support/discord/control.ts';

export interface SaidToMos {
  readonly number: number;
  /** The message's id. */
  readonly id: string;
}

/** The last word to a message: a reply, the words of a turn without one, or why there is none; `null`: not one of ours. */
export type Fate = 'replied' | 'words' | 'failed' | 'ambiguous' | 'expired';

/** States of the ledger that each may stand beside: what was replied stays, whatever its turn came to. */
const BESIDE: Readonly<Record<Fate, readonly MailState[]>> = {
  replied: ['answered', 'failed', 'ambiguous'],
  words: ['answered'],
  failed: ['failed'],
  ambiguous: ['ambiguous'],
  expired: ['expired'],
};

const REPORTS: readonly (readonly [Fate, RegExp])[] = [
  ['failed', /^This got no answer from mos/],
  ['ambiguous', /^Whether this message reached mos is not known/],
  ['expired', /^This message waited too long for mos/],
];

/** All last words that the posts hold to a message; `ours`: posts of the bot, oldest first. */
export function fatesOf({ number, id }: SaidToMos, ours: readonly SeenMessage[]): readonly Fate[] {
  return ours.filter(({ replyTo }) => replyTo === id).flatMap(({ text }) => fateOf(number, text) ?? []);
}

function fateOf(number: number, text: string): Fate | null {
  if (text === `reply ${number}.`) return 'replied';
  if (text.trimEnd().endsWith(`\nwords ${number}.`)) return 'words';
  return REPORTS.find(([, like]) => like.test(text))?.[0] ?? null;
}

/** Where messages, posts and ledger tell differently, in words; empty: each message has one last word, and nothing was said twice. */
export function contradictionsOf(
  said: readonly SaidToMos[],
  ours: readonly SeenMessage[],
  ledger: Ledger,
): readonly string[] {
  const byKey = new Map([...ledger.values()].map((entry) => [entry.key, entry]));
  const wrong = said.flatMap((message) => {
    const { number, id } = message;
    const fates = fatesOf(message, ours);
    const [fate] = fates;
    const entry = byKey.get(`discord:${id}`);
    const where = `message ${number} (${id})`;
    if (fate === undefined || fates.length > 1)
      return [`${where} has ${fates.length} last words: ${fates.join(', ')}; ledger: ${entry?.state}`];
    if (entry === undefined || !isFinal(entry.state))
      return [`${where}: ${fate}, but the ledger says ${entry?.state ?? 'nothing'}`];
    return BESIDE[fate].includes(entry.state)
      ? []
      : [`${where}: ${fate}, but the ledger says ${entry.state}: ${entry.why}`];
  });
  const stray = byKey.size === said.length ? [] : [`${byKey.size} mails for ${said.length} messages`];
  const nonces = doubles(ours.flatMap(({ nonce }) => nonce ?? []));
  const texts = doubles(ours.flatMap(({ replyTo, text }) => (replyTo === null ? [] : `${replyTo} ${text}`)));
  return [...wrong, ...stray, ...[...nonces, ...texts].map((post) => `posted twice: ${post}`)];
}

function doubles(all: readonly string[]): readonly string[] {
  return [...new Set(all.filter((one, index) => all.indexOf(one) !== index))];
}
