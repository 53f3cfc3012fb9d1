import { expect, test } from 'vitest';
import { ackText } from '../../../src/host/connector/ack.ts';
import type { Action, CommandEvent, MessageEvent } from '../../../src/host/connector/action.ts';
import { routeAlert } from '../../../src/host/connector/alerts.ts';
import { routePrompt } from '../../../src/host/connector/approvals.ts';
import { auditText } from '../../../src/host/connector/audit.ts';
import { applyEntry, emptyState } from '../../../src/host/connector/fold.ts';
import { policyOf } from '../../../src/host/connector/policy.ts';
import { routeCommand } from '../../../src/host/connector/route-command.ts';
import { routeEnding } from '../../../src/host/connector/route-ending.ts';
import { type MessageFacts, routeMessage } from '../../../src/host/connector/route-message.ts';
import type { MailState } from '../../../src/model/mail.ts';
import { checkPairingCode, hashPairingCode } from '../../../src/model/pairing-code.ts';
import { ANN, CONFIG, EVE, OLGA } from '../support/connector-process.ts';
import { idle } from '../support/memory-platform.ts';

const policy = policyOf(CONFIG);
const channel = { channel: 'c1', thread: null, direct: false };
const thread = { ...channel, thread: 't1' };
const direct = { channel: 'd1', thread: null, direct: true };
const message: MessageEvent = {
  kind: 'message',
  id: 'm1',
  at: 1_000_000,
  user: ANN,
  place: channel,
  text: 'hello',
  files: [],
  mentions: true,
};
const facts: MessageFacts = {
  standing: 'member',
  paired: false,
  takesPart: false,
  own: false,
  awake: true,
  recent: 0,
  code: 'none',
};

// What is done, in short: `react typing deliver`; of a refusal its reason.
const short = (actions: readonly Action[]) =>
  actions.map((action) => (action.do === 'audit' ? `${action.line.act}: ${action.line.why}` : action.do));
const ADMITTED = ['react', 'typing', 'deliver'];
const bot = { ...ANN, automatic: true };
const nobody = 'refused: not in `allow` or `owners` of this connector';

test.each<[string, Partial<MessageEvent>, Partial<MessageFacts>, readonly string[]]>([
  ['a member who names us', {}, {}, ADMITTED],
  ['an owner who names us', { user: OLGA }, { standing: 'owner' }, ADMITTED],
  ['a member who does not name us', { mentions: false }, {}, []],
  [
    'a member in a thread that it takes part in',
    { mentions: false, place: thread },
    { takesPart: true },
    ADMITTED,
  ],
  ['a member in another thread', { mentions: false, place: thread }, {}, []],
  ['a member in a thread, by name', { place: thread }, {}, ADMITTED],
  ['another channel', { place: { ...channel, channel: 'c2' } }, {}, []],
  ['a stranger', { user: EVE }, { standing: 'stranger' }, [nobody]],
  ['somebody who is paired, in the channel', { user: EVE }, { standing: 'paired', paired: true }, [nobody]],
  ['a stranger who does not name us', { user: EVE, mentions: false }, { standing: 'stranger' }, []],
  ['a bot whose id is allowed', { user: bot }, {}, ['refused: a program, not a person']],
  ['ourselves', { user: bot }, { own: true }, []],
  ['a member while the agent is down', {}, { awake: false }, ['react', 'deliver']],
  ['too many', {}, { recent: 120 }, ['refused: more than 120 messages in a minute', 'say']],
  [
    'a stranger, directly',
    { place: direct, user: EVE },
    { standing: 'stranger' },
    ['refused: direct messages need pairing'],
  ],
  ['a member, directly', { place: direct }, {}, ['refused: direct messages need pairing', 'say']],
  [
    'a stranger who is paired, directly',
    { place: direct, mentions: false },
    { standing: 'paired', paired: true },
    ADMITTED,
  ],
  ['an owner who is paired, directly', { place: direct }, { standing: 'owner', paired: true }, ADMITTED],
  [
    'the right code',
    { place: direct },
    { standing: 'stranger', code: 'right' },
    ['pair', 'paired: came with the one-time code', 'say'],
  ],
  [
    'a wrong code',
    { place: direct },
    { standing: 'stranger', code: 'wrong' },
    ['miss', 'refused: a wrong pairing code'],
  ],
  [
    'a late code',
    { place: direct },
    { standing: 'stranger', code: 'late' },
    ['refused: a pairing code that is late'],
  ],
  [
    'a code after too many',
    { place: direct },
    { standing: 'stranger', code: 'spent' },
    ['refused: a pairing code that is spent'],
  ],
  [
    'a bot with the right code',
    { place: direct, user: bot },
    { standing: 'stranger', code: 'right' },
    ['refused: a program, not a person'],
  ],
])('%s', (_who, event, known, want) => {
  expect(short(routeMessage({ ...message, ...event }, policy, { ...facts, ...known }))).toEqual(want);
});

test('without mention gating, all in the channel and its threads is meant', () => {
  const open = { ...policy, mention: false };
  for (const place of [channel, thread])
    expect(short(routeMessage({ ...message, place, mentions: false }, open, facts))).toEqual(ADMITTED);
});

test('a code is right once its salt, case and hyphens are; and only in its time', () => {
  const pairing = {
    version: 1 as const,
    salt: 's',
    hash: hashPairingCode('s', 'ABCD2345'),
    expires: 1000,
    tries: 3,
  };
  expect(checkPairingCode(pairing, ' abcd-2345\n', 900)).toBe('right');
  expect(checkPairingCode(pairing, 'ABCD2346', 900)).toBe('wrong');
  expect(checkPairingCode(pairing, 'ABCD2345', 1001)).toBe('late');
  expect(checkPairingCode({ ...pairing, tries: 0 }, 'ABCD2345', 900)).toBe('spent');
  expect(checkPairingCode(pairing, 'hello, how are you?', 900)).toBe('none');
  expect(checkPairingCode(null, 'ABCD2345', 900)).toBe('none');
});

const command = (name: string, options: Record<string, string> = {}): CommandEvent => ({
  kind: 'command',
  id: 'k1',
  at: 1,
  user: ANN,
  place: channel,
  name,
  options,
});

test.each<
  [string, string, Record<string, string>, 'owner' | 'member' | 'paired' | 'stranger', readonly string[]]
>([
  ['anybody who is allowed looks', 'ps', {}, 'member', ['show']],
  ['a paired one too', 'status', { agent: 'mos' }, 'paired', ['show']],
  ['logs', 'logs', { lines: '5' }, 'member', ['show']],
  ['a stranger does not', 'ps', {}, 'stranger', [nobody]],
  [
    'a member changes nothing',
    'stop',
    {},
    'member',
    ['refused: stop: only owners change anything', 'answer'],
  ],
  [
    'a member sends nothing',
    'send',
    { text: 'x' },
    'member',
    ['refused: send: only owners change anything', 'answer'],
  ],
  ['an owner stops', 'stop', { agent: 'coder-1' }, 'owner', ['stop: coder-1', 'lifecycle']],
  ['an owner restarts', 'restart', {}, 'owner', ['restart: mos', 'lifecycle']],
  ['an owner sends', 'send', { text: 'go' }, 'owner', ['send: mos', 'send']],
  ['an owner sends nothing', 'send', { text: ' ' }, 'owner', ['answer']],
  ['a name that is none', 'stop', { agent: '../x' }, 'owner', ['answer']],
  ['a word that is none', 'destroy', {}, 'owner', ['answer']],
])('/fleet: %s', (_what, name, options, standing, want) => {
  expect(short(routeCommand(command(name, options), policy, standing))).toEqual(want);
});

test('how many lines of a log are shown is bounded', () => {
  for (const [lines, want] of [
    ['5', 5],
    ['1000', 100],
    ['-3', 1],
    ['x', 20],
  ] as const) {
    const [action] = routeCommand(command('logs', { lines }), policy, 'owner');
    expect(action).toMatchObject({ do: 'show', lines: want });
  }
});

test.each([
  ['idle', {}, null],
  [
    'busy',
    { since: 940 },
    'mos is busy (for 1m). Your message is stored, and goes to it when this turn ends.',
  ],
  ['starting', {}, 'mos is starting. Your message is stored, and goes to it when it is ready.'],
  [
    'rate-limited',
    { until: 1720 },
    'mos is rate-limited for 12m more, until 00:28 UTC. Your message is stored, and goes to it after that.',
  ],
  ['stopped', {}, 'mos was stopped. Your message is stored, and goes to it after: mosaic fleet start mos'],
  ['exited', {}, 'mos is down, and being restarted. Your message is stored, and goes to it when it is back.'],
] as const)('an ack while it is %s', (state, more, want) => {
  const view = { ok: true as const, value: idle('mos', { state, ...more }) };
  expect(ackText({ agent: 'mos', view, now: 1000, mail: null })).toBe(want);
  expect(ackText({ agent: 'mos', view, now: 1000, mail: 'held' })).toBe(want);
  // It works on that very message.
  for (const mail of ['typing', 'injected', 'started', 'answered'] as const)
    expect(ackText({ agent: 'mos', view, now: 1000, mail })).toBe(null);
});

test('an ack where nobody can tell says that', () => {
  expect(ackText({ agent: 'mos', view: { ok: false, why: 'x' }, now: 1, mail: null })).toMatch(
    /cannot be told now/,
  );
  expect(ackText({ agent: 'mos', view: { ok: true, value: null }, now: 1, mail: null })).toMatch(
    /not deployed/,
  );
});

const alertFacts = { told: null, before: null, now: 1000, place: channel };

test('trouble is told once, with what to do; and that it is over', () => {
  const hold = idle('mos', { state: 'auth-hold', why: '401' });
  const texts = (actions: readonly Action[]) =>
    actions.flatMap((action) => (action.do === 'say' ? [action.draft.text] : []));
  expect(texts(routeAlert(hold, alertFacts))[0]).toMatch(/^mos has lost its login: 401\nnext: mosaic fleet /);
  expect(routeAlert(hold, { ...alertFacts, told: 'auth-hold' })).toEqual([]);
  expect(texts(routeAlert(idle('mos'), { ...alertFacts, told: 'auth-hold' }))).toEqual([
    'mos is back: idle.',
  ]);
  expect(routeAlert(idle('mos', { state: 'starting' }), { ...alertFacts, told: 'auth-hold' })).toEqual([]);
  expect(routeAlert(idle('mos', { state: 'stopped' }), alertFacts)).toEqual([]);
  const dead = idle('mos', { state: 'exited', why: 'by SIGKILL' });
  expect(routeAlert(dead, alertFacts)).toEqual([]);
  expect(texts(routeAlert(dead, { ...alertFacts, before: 'exited' }))[0]).toMatch(/^mos is down/);
  expect(texts(routeAlert({ ...dead, rule: 'quarantine' }, alertFacts))[0]).toMatch(/no longer restarted/);
  // From one trouble into another.
  expect(texts(routeAlert(hold, { ...alertFacts, told: 'rate-limited' }))).toHaveLength(1);
});

const conversation = {
  conversation: { id: 'c', place: channel, message: 'm1', user: 'ann', agent: 'mos', mail: 'x', at: 1 },
  replied: false,
  ended: false,
};
const entry = (state: MailState, why = '') => ({
  id: 'x',
  key: 'k',
  at: 1,
  state,
  why,
  turn: 1,
  conversation: 'c',
});

test.each<[MailState, boolean, string | null, RegExp | null]>([
  ['answered', true, 'text', null],
  ['answered', false, 'text', /without replying here\. Its last words were:\n\ntext$/],
  ['answered', false, null, /without a word/],
  ['failed', false, null, /got no answer from mos: why\. It is not tried again/],
  ['failed', true, null, null],
  ['ambiguous', true, null, null],
  ['ambiguous', false, null, /is not known: why\. It is not repeated/],
  ['expired', false, null, /waited too long/],
])('a message that is %s (replied: %s)', (state, replied, answer, want) => {
  const actions = routeEnding(
    entry(state, state === 'answered' ? '' : 'why'),
    { ...conversation, replied },
    answer,
    true,
  );
  expect(actions[0]).toEqual({ do: 'record', entry: { kind: 'ended', conversation: 'c' } });
  if (want === null) expect(actions).toHaveLength(1);
  else
    expect(actions[1]).toMatchObject({
      do: 'say',
      draft: { text: expect.stringMatching(want), replyTo: 'm1' },
    });
});

test('an agent without the tool to reply is not said to have missed it', () => {
  const [, said] = routeEnding(entry('answered'), conversation, 'text', false);
  expect(said).toMatchObject({ do: 'say', draft: { text: 'mos says:\n\ntext' } });
});

test('a message on its way has no end', () => {
  for (const state of ['queued', 'held', 'typing', 'injected', 'started'] as const)
    expect(routeEnding(entry(state), conversation, null, true)).toEqual([]);
});

test('an audit line is one line, and holds little of what a stranger wrote', () => {
  const who = { id: 'e\nve', name: 'Ann\x1b[31m', automatic: false };
  const text = auditText(
    { act: 'refused', who, place: channel, why: 'w', said: `\n\u202e${'ü'.repeat(500)}` },
    0,
  );
  expect(text.endsWith('\n')).toBe(true);
  expect(text.slice(0, -1)).not.toContain('\n');
  const line = JSON.parse(text);
  expect(line).toMatchObject({
    at: '1970-01-01T00:00:00.000Z',
    user: 'e\\nve',
    name: 'Ann\\e[31m',
    why: 'w',
  });
  expect(Buffer.byteLength(line.said)).toBeLessThanOrEqual(200);
  expect(line.said).toMatch(/^\\n\\u202eü+$/);
});

test('a question is shown once; it expires, and one whose decision was cut off is shown anew', () => {
  const state = emptyState();
  const asks = idle('mos', { state: 'waiting', prompt: 'p', fingerprint: 'f' });
  // What a look at a time makes of it, recorded as the connector does.
  const look = (now: number, view = asks, nonce = `n${now}`) => {
    const actions = routePrompt(state, policy, view, { now, nonce, place: channel });
    for (const action of actions) if (action.do === 'record') applyEntry(state, action.entry);
    return actions.map((action) => (action.do === 'record' ? action.entry.kind : action.do));
  };
  expect(look(0)).toEqual(['prompt', 'say']);
  expect(look(15_000)).toEqual([]);
  // For a moment its screen shows something else; it has not said that it goes on.
  expect(look(16_000, { ...asks, state: 'busy' })).toEqual([]);
  expect(look(900_001)).toEqual(['prompt-over', 'edit']);
  expect(look(915_000)).toEqual([]);
  expect(look(930_000, idle('mos'))).toEqual(['prompt-over']);
  expect(look(1_000_000)).toEqual(['prompt', 'say']);
  applyEntry(state, { kind: 'prompt-over', nonce: 'n1000000', how: 'pressed', at: 1_010_000 });
  expect(look(1_020_000)).toEqual([]);
  expect(look(1_041_000)).toEqual(['prompt-over', 'prompt', 'say']);
  expect(look(1_042_000, { ...asks, fingerprint: 'g' })).toEqual(['prompt-over', 'edit', 'prompt', 'say']);
});
