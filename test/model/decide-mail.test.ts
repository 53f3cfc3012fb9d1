import { describe, expect, test } from 'vitest';
import {
  type AgentSight,
  decideMail,
  entryOf,
  MAX_HOPS,
  type MailStep,
} from '../../src/model/decide-mail.ts';
import type { LedgerEntry, Mail, MailState } from '../../src/model/mail.ts';

const NOW = 1_000_000;

function mail(id: string, over: Partial<Mail> = {}): Mail {
  const from = { kind: 'operator', name: 'a' } as const;
  return {
    version: 1,
    id,
    key: `key ${id}`,
    to: 'w-1',
    from,
    at: 1,
    expires: null,
    hops: 0,
    conversation: null,
    text: id,
    ...over,
  };
}

const rested: AgentSight = {
  name: 'w-1',
  deployed: true,
  stopped: false,
  running: true,
  hook: 'idle',
  screen: null,
};

function ledger(...entries: readonly LedgerEntry[]) {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

function entry(id: string, state: MailState, why = ''): LedgerEntry {
  return entryOf(mail(id), 1, state, why);
}

/** A step in a few words. */
function words(step: MailStep): string {
  if (step.kind === 'type') return `type ${step.mail.id}`;
  if (step.kind === 'look') return 'look';
  const note = step.entry === null ? '' : ` ${step.entry.id} ${step.entry.state} ${step.entry.why}`;
  return `${step.kind === 'drop' && step.entry === null ? `drop ${step.id}` : step.kind}${note}`.trim();
}

function decided(
  mails: readonly Mail[],
  known: readonly LedgerEntry[] = [],
  sight: Partial<AgentSight> = {},
): readonly string[] {
  return decideMail(mails, ledger(...known), { ...rested, ...sight }, NOW).map(words);
}

describe('a mail for an agent at rest', () => {
  test('is typed at once', () => {
    expect(decided([mail('a')])).toEqual(['note a queued', 'type a']);
  });

  test('the oldest first, and one at a time', () => {
    const mails = [mail('b', { at: 2 }), mail('a', { at: 1 }), mail('c', { at: 2 })];
    expect(decided(mails)).toEqual(['note a queued', 'note b queued', 'note c queued', 'type a']);
    expect(decided(mails, [entry('a', 'typing')])).toEqual(['note b queued', 'note c queued']);
    expect(decided(mails, [entry('a', 'started'), entry('b', 'queued')])).toEqual([
      'drop a',
      'note c queued',
      'type b',
    ]);
  });

  test('that was held is looked for on the screen first', () => {
    const held = [entry('a', 'held', 'it is busy')];
    expect(decided([mail('a')], held)).toEqual(['look']);
    expect(decided([mail('a')], held, { screen: 'idle' })).toEqual(['type a']);
  });
});

test.each<[string, Partial<AgentSight>, string]>([
  ['stopped', { stopped: true }, 'w-1 is stopped'],
  ['not running', { running: false }, 'w-1 does not run'],
  ['in auth-hold', { hook: 'auth-hold' }, 'w-1 must be logged in again'],
  ['rate-limited', { hook: 'rate-limited' }, 'w-1 waits for the end of a rate limit'],
  ['busy', { hook: 'idle', screen: 'busy' }, 'it is busy'],
  ['waiting', { hook: 'busy', screen: 'waiting' }, 'it waits for a decision'],
  ['of unknown screen', { screen: 'unknown' }, 'its screen shows no empty composer'],
])('a mail for an agent that is %s is held, and told once', (_name, sight, why) => {
  expect(decided([mail('a')], [], sight)).toEqual(['note a queued', `note a held ${why}`]);
  expect(decided([mail('a')], [entry('a', 'held', why)], sight)).toEqual([]);
  expect(decided([mail('a')], [entry('a', 'held', 'another reason')], sight)).toEqual([`note a held ${why}`]);
});

test.each(['busy', 'waiting', '', 'starting'])(
  'hooks that say "%s" do not decide: the screen does',
  (hook) => {
    expect(decided([mail('a')], [entry('a', 'queued')], { hook })).toEqual(['look']);
    expect(decided([mail('a')], [entry('a', 'queued')], { hook, screen: 'idle' })).toEqual(['type a']);
  },
);

describe('a mail ends without being typed', () => {
  test('when its time is over, with the reason for which it waited', () => {
    const late = mail('a', { expires: NOW });
    expect(decided([late])).toEqual(['drop a expired its time was over']);
    expect(decided([late], [entry('a', 'held', 'w-1 is stopped')])).toEqual([
      'drop a expired w-1 is stopped',
    ]);
    expect(decided([mail('a', { expires: NOW + 1 })])).toEqual(['note a queued', 'type a']);
  });

  test('when another of its key came before, whatever became of that', () => {
    const twins = [mail('a', { key: 'k', at: 1 }), mail('b', { key: 'k', at: 2 })];
    expect(decided(twins)).toEqual(['note a queued', 'drop b failed it is the same message as a', 'type a']);
    const over = { ...entry('a', 'answered'), key: 'k' };
    const twice = { ...entry('b', 'failed'), key: 'k' };
    const third = mail('c', { key: 'k' });
    expect(decided([third], [over, twice])).toEqual(['drop c failed it is the same message as a']);
    expect(decided([twins[0] as Mail], [{ ...over, state: 'queued' }, twice])).toEqual(['type a']);
  });

  test('when it went in circles, and when its agent is not there', () => {
    expect(decided([mail('a', { hops: MAX_HOPS })])).toEqual(['note a queued', 'type a']);
    expect(decided([mail('a', { hops: MAX_HOPS + 1 })])).toEqual([
      'drop a failed it went through more than 8 agents: a loop',
    ]);
    expect(decided([mail('a')], [], { deployed: false })).toEqual([
      'drop a failed w-1 is not deployed on this host',
    ]);
  });
});

test.each<MailState>(['injected', 'started', 'answered', 'expired', 'failed', 'ambiguous'])(
  'a mail that is %s is never typed again, also when its file comes again',
  (state) => {
    expect(decided([mail('a', { expires: 1, hops: 99 })], [entry('a', state)])).toEqual(['drop a']);
  },
);

test('what may be on its way into the composer neither expires nor is typed', () => {
  expect(decided([mail('a', { expires: 1 })], [entry('a', 'typing')], { screen: 'idle' })).toEqual([]);
});
