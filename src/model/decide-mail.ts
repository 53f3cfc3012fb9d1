import type { Ledger } from './ledger.ts';
import { isFinal } from './ledger.ts';
import type { LedgerEntry, Mail, MailState } from './mail.ts';

/** Agents through which a mail may go; one more is a loop. */
export const MAX_HOPS = 8;

/** What is known of an agent before anything is typed to it, without a look at its screen. */
export interface AgentSight {
  readonly name: string;
  readonly deployed: boolean;
  /** By intent. */
  readonly stopped: boolean;
  /** Whether it has a terminal. */
  readonly running: boolean;
  /** What its hooks said last; empty: nothing since its launch. */
  readonly hook: string;
  /** What its screen shows; `null`: nobody looked. */
  readonly screen: 'idle' | 'busy' | 'waiting' | 'unknown' | null;
}

export type MailStep =
  /** A line of the ledger. */
  | { readonly kind: 'note'; readonly entry: LedgerEntry }
  /** Its file has done its work: with `entry` in the ledger, if there is one. */
  | { readonly kind: 'drop'; readonly id: string; readonly entry: LedgerEntry | null }
  /** Type this one now. */
  | { readonly kind: 'type'; readonly mail: Mail }
  /** Decide again with a look at the screen. */
  | { readonly kind: 'look' };

/**
 * What is to be done with the mails of one agent that were not typed yet, in this order. At most one is typed: the oldest, and only when
 * none is on its way into the composer.
 */
export function decideMail(
  mails: readonly Mail[],
  ledger: Ledger,
  sight: AgentSight,
  now: number,
): readonly MailStep[] {
  // Of one key the first counts: those that were dropped for it have the same.
  const keys = new Map([...ledger.values()].toReversed().map((entry) => [entry.key, entry.id]));
  const steps: MailStep[] = [];
  const waiting: Mail[] = [];
  for (const mail of mails.toSorted(byAge)) {
    const known = ledger.get(mail.id);
    const first = keys.get(mail.key);
    const end = endOf(mail, known, first, sight, now);
    if (end !== null) steps.push(end);
    else if (known === undefined || known.state === 'queued' || known.state === 'held') waiting.push(mail);
    if (known === undefined && end === null)
      steps.push({ kind: 'note', entry: entryOf(mail, now, 'queued', '') });
    if (first === undefined) keys.set(mail.key, mail.id);
  }
  const isTyping = [...ledger.values()].some(({ state }) => state === 'typing');
  const [head] = waiting;
  return head === undefined || isTyping ? steps : [...steps, ...headSteps(head, ledger, sight, now)];
}

export function entryOf(
  { id, key, conversation }: Pick<Mail, 'id' | 'key' | 'conversation'>,
  at: number,
  state: MailState,
  why: string,
  turn: number | null = null,
): LedgerEntry {
  return { id, key, at, state, why, turn, conversation };
}

/** What ends a mail before it is typed. */
function endOf(
  mail: Mail,
  known: LedgerEntry | undefined,
  first: string | undefined,
  sight: AgentSight,
  now: number,
): MailStep | null {
  const over = (state: MailState, why: string): MailStep => {
    return { kind: 'drop', id: mail.id, entry: entryOf(mail, now, state, why) };
  };
  if (
    known !== undefined &&
    (isFinal(known.state) || known.state === 'started' || known.state === 'injected')
  )
    return { kind: 'drop', id: mail.id, entry: null };
  if (known?.state === 'typing') return null;
  if (first !== undefined && first !== mail.id) return over('failed', `it is the same message as ${first}`);
  if (mail.hops > MAX_HOPS) return over('failed', `it went through more than ${MAX_HOPS} agents: a loop`);
  if (!sight.deployed) return over('failed', `${sight.name} is not deployed on this host`);
  if (mail.expires !== null && mail.expires <= now)
    return over('expired', known === undefined || known.why === '' ? 'its time was over' : known.why);
  return null;
}

function headSteps(mail: Mail, ledger: Ledger, sight: AgentSight, now: number): readonly MailStep[] {
  const known = ledger.get(mail.id);
  const why = whyHeld(sight);
  if (why === null) {
    // A screen that was not empty a moment ago is looked at before something is written of typing.
    const isFirst = known === undefined || known.state === 'queued';
    const isReady = sight.screen === 'idle' || (isFirst && sight.screen === null && sight.hook === 'idle');
    return [isReady ? { kind: 'type', mail } : { kind: 'look' }];
  }
  if (known?.state === 'held' && known.why === why) return [];
  return [{ kind: 'note', entry: entryOf(mail, now, 'held', why) }];
}

/** Why nothing may be typed now; `null`: as far as is known, it may. */
function whyHeld({ name, stopped, running, hook, screen }: AgentSight): string | null {
  if (stopped) return `${name} is stopped`;
  if (!running) return `${name} does not run`;
  if (hook === 'auth-hold') return `${name} must be logged in again`;
  if (hook === 'rate-limited') return `${name} waits for the end of a rate limit`;
  if (screen === 'busy') return 'it is busy';
  if (screen === 'waiting') return 'it waits for a decision';
  if (screen === 'unknown') return 'its screen shows no empty composer';
  return null;
}

function byAge(a: Mail, b: Mail): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1);
}
