import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideState, explainState, ruleNames } from '../../src/model/decide-state.ts';
import type { AgentState, HeartbeatLimits, Signals } from '../../src/model/heartbeat.ts';

const NOW = 100_000;
const native: HeartbeatLimits = { stale: 60, startWithin: 30, nativeBeat: true };
const quiet: HeartbeatLimits = { ...native, nativeBeat: false };

const running = { active: 'active', sub: 'running', status: null, restarts: 0 };
const failed = { active: 'failed', sub: 'failed', status: 1, restarts: 0 };
const alive = { alive: true, state: 'S', since: NOW - 9000 };
const young = { alive: true, state: 'S', since: NOW - 5 };
const gone = { alive: false, state: null, since: NOW - 9000 };

/** A healthy agent that has nothing to do, but for what a case says. */
function signals(change: Partial<Signals>): Signals {
  return {
    now: NOW,
    stopMark: false,
    unit: running,
    process: alive,
    hook: hook('idle', 5),
    screen: screen('idle', 400),
    exit: null,
    failures: 0,
    ...change,
  };
}

function hook(state: string, age: number, since: number | null = NOW - 500): NonNullable<Signals['hook']> {
  return { at: NOW - age, state, since, turn: 3, last: null, prompt: null, fingerprint: null, until: null };
}

function screen(kind: 'waiting' | 'busy' | 'idle' | 'unknown', silent: number | null) {
  return { kind, changed: silent === null ? null : NOW - silent };
}

type Case = readonly [
  what: string,
  change: Partial<Signals>,
  state: AgentState,
  rule: string,
  HeartbeatLimits?,
];

const cases: readonly Case[] = [
  ['a healthy one', {}, 'idle', 'hook'],
  ['busy by its own word', { hook: hook('busy', 5), screen: screen('busy', 0) }, 'busy', 'hook'],
  ['401 from the provider', { hook: hook('auth-hold', 5) }, 'auth-hold', 'hook'],
  ['too many requests', { hook: hook('rate-limited', 5), screen: screen('busy', 1) }, 'rate-limited', 'hook'],

  [
    'stopped by intent',
    { stopMark: true, unit: { ...running, active: 'inactive' }, process: gone },
    'stopped',
    'stop-mark',
  ],
  ['stopped, systemd cannot be asked', { stopMark: true, unit: null, process: null }, 'stopped', 'stop-mark'],
  [
    'a stop under way',
    { stopMark: true, unit: { ...running, active: 'deactivating' } },
    'stopped',
    'stop-mark',
  ],
  ['marked and failed', { stopMark: true, unit: failed, process: gone }, 'stopped', 'stop-mark'],
  ['marked, yet it runs', { stopMark: true }, 'unknown', 'stopped-yet-running'],

  ['quarantine', { unit: { ...failed, status: 78 }, process: gone, failures: 6 }, 'exited', 'quarantine'],
  ['its unit failed', { unit: failed, process: gone }, 'exited', 'unit-down'],
  ['its unit failed, no process known', { unit: failed, process: null }, 'exited', 'unit-down'],
  [
    'never started',
    { unit: { ...running, active: 'inactive', sub: 'dead' }, process: null },
    'exited',
    'unit-down',
  ],
  ['going down by nobody’s intent', { unit: { ...running, active: 'deactivating' } }, 'exited', 'unit-down'],
  ['it outlived its unit', { unit: failed }, 'unknown', 'outside-unit'],

  [
    'being activated',
    { unit: { ...running, active: 'activating' }, process: young, hook: null, screen: null },
    'starting',
    'starting',
  ],
  [
    'between two ends',
    { unit: { ...running, active: 'activating' }, process: gone, failures: 2 },
    'starting',
    'starting',
  ],
  [
    'young, no prompt yet',
    { process: young, hook: null, screen: screen('unknown', 1) },
    'starting',
    'starting',
  ],
  [
    'young, the hook is of an earlier launch',
    { process: young, screen: screen('unknown', 1), hook: hook('idle', 50) },
    'starting',
    'starting',
  ],
  [
    'young, and there is its prompt',
    { process: young, hook: null, screen: screen('idle', 1) },
    'idle',
    'screen',
  ],
  [
    'late, its unit still waits',
    { unit: { ...running, active: 'activating' }, hook: null, screen: null },
    'stalled',
    'start-late',
  ],
  ['late, and nothing moved since', { hook: null, screen: screen('unknown', 8990) }, 'stalled', 'start-late'],
  ['late, but it moved later', { hook: null, screen: screen('unknown', 100) }, 'unknown', 'screen-unknown'],
  [
    'halted before its prompt',
    { process: { ...young, state: 'T' }, hook: null },
    'stalled',
    'process-stopped',
  ],

  ['halted by a signal', { process: { ...alive, state: 'T' } }, 'stalled', 'process-stopped'],
  ['halted by a debugger', { process: { ...alive, state: 't' } }, 'stalled', 'process-stopped'],
  ['waits for a disk, and works', { process: { ...alive, state: 'D' } }, 'idle', 'hook'],
  ['a live unit without its harness', { process: gone }, 'exited', 'process-gone'],

  [
    'a dialog, the hook said busy before',
    { hook: hook('busy', 5), screen: screen('waiting', 3) },
    'waiting',
    'screen-waiting',
  ],
  ['a dialog, and no hook', { hook: null, screen: screen('waiting', 3) }, 'waiting', 'screen-waiting'],
  [
    'a dialog, the hook agrees',
    { hook: hook('waiting', 5), screen: screen('waiting', 3) },
    'waiting',
    'screen-waiting',
  ],
  ['a dialog, its screen cannot be read', { hook: hook('waiting', 5), screen: null }, 'waiting', 'hook'],
  ['the dialog was answered', { hook: hook('waiting', 9), screen: screen('busy', 1) }, 'busy', 'screen'],

  [
    'hook and screen differ',
    { hook: hook('idle', 10), screen: screen('busy', 0) },
    'unknown',
    'contradiction',
  ],
  [
    'the other way round',
    { hook: hook('busy', 10), screen: screen('idle', 400) },
    'unknown',
    'contradiction',
  ],
  [
    'a question that nobody sees',
    { hook: hook('waiting', 10), screen: screen('idle', 400) },
    'unknown',
    'contradiction',
  ],
  [
    'they differ, the hook spoke just now',
    { hook: hook('busy', 1), screen: screen('idle', 4) },
    'busy',
    'hook',
  ],

  [
    'a live harness with a dead hook, busy',
    { hook: hook('busy', 300), screen: screen('busy', 1) },
    'busy',
    'screen',
  ],
  [
    'a live harness with a dead hook, idle',
    { hook: hook('busy', 300), screen: screen('idle', 1) },
    'idle',
    'screen',
  ],
  [
    'a dead hook, and a prompt on which nothing moves',
    { hook: hook('idle', 300), screen: screen('idle', 300) },
    'idle',
    'screen',
  ],
  ['hung in a live pane', { hook: hook('busy', 300), screen: screen('busy', 300) }, 'stalled', 'hung'],
  [
    'hung, and it has no beat of its own',
    { hook: hook('busy', 300), screen: screen('busy', 300) },
    'stalled',
    'hung',
    quiet,
  ],
  [
    'busy, when the terminal changed is not known',
    { hook: null, screen: screen('busy', null) },
    'busy',
    'screen',
  ],
  [
    'an old word, and an unknown screen',
    { hook: hook('idle', 300), screen: screen('unknown', 1) },
    'unknown',
    'screen-unknown',
  ],
  ['a fresh word, and an unknown screen', { screen: screen('unknown', 1) }, 'idle', 'hook'],
  ['without a beat of its own, idle for long', { hook: hook('idle', 7000) }, 'idle', 'screen', quiet],
  ['a word that is no state', { hook: hook('dancing', 5), screen: screen('idle', 1) }, 'idle', 'screen'],
  ['a clock that was set back', { hook: hook('busy', -600), screen: screen('busy', 0) }, 'busy', 'hook'],
  ['nothing but a unit', { process: null, hook: null, screen: null }, 'unknown', 'no-evidence'],
  ['nothing at all', { unit: null, process: null, hook: null, screen: null }, 'unknown', 'no-evidence'],
];

describe('decideState', () => {
  it.each(cases.map((row) => [row[0], row] as const))('%s', (_what, row) => {
    const [, change, state, rule, limits = native] = row;
    const verdict = decideState(signals(change), limits);
    expect([verdict.state, verdict.rule]).toEqual([state, rule]);
  });

  it('has a case for every rule', () => {
    expect([...new Set(cases.map((row) => row[3]))].sort()).toEqual([...ruleNames].sort());
  });

  it('says since when, where that is known', () => {
    expect(decideState(signals({}), native).since).toBe(NOW - 500);
    expect(decideState(signals({ hook: hook('busy', 300), screen: screen('busy', 300) }), native).since).toBe(
      NOW - 300,
    );
    expect(decideState(signals({ process: young, hook: null, screen: null }), native).since).toBe(NOW - 5);
    const exit = { at: NOW - 70, code: 3, signal: null };
    expect(decideState(signals({ unit: failed, process: gone, exit }), native).since).toBe(NOW - 70);
  });

  it('says why, in words that name the evidence', () => {
    const exit = { at: NOW - 70, code: 3, signal: null };
    const quarantined = signals({ unit: { ...failed, status: 78 }, process: gone, failures: 6, exit });
    expect(decideState(quarantined, native).why).toBe(
      'in quarantine after 6 early ends in a row; it ended 1m ago by exit code 3',
    );
    expect(decideState(signals({ hook: hook('busy', 300), screen: screen('busy', 1) }), native).why).toBe(
      'its screen shows busy; its hook last spoke 5m ago (busy), though this harness beats: its hook is dead',
    );
  });
});

it('says what the provider said, and how long it holds', () => {
  const limited = { ...hook('rate-limited', 5), last: 'hit your limit', until: NOW + 90 };
  expect(decideState(signals({ hook: limited }), native).why).toBe(
    'its hook said so 5s ago, for 1m more: hit your limit',
  );
  const over = { ...limited, until: NOW - 1 };
  expect(decideState(signals({ hook: over }), native).why).toBe('its hook said so 5s ago: hit your limit');
});

const time = fc.oneof(fc.integer({ min: 0, max: 2 * NOW }), fc.constantFrom(NOW, NaN, Infinity, -1));
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('active', 'failed', 'inactive', 'activating', 'busy', 'idle', 'waiting'),
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const anySignals: fc.Arbitrary<Signals> = fc.record({
  now: time,
  stopMark: fc.boolean(),
  unit: maybe(
    fc.record({ active: text, sub: text, status: maybe(fc.constantFrom(0, 1, 78)), restarts: fc.nat() }),
  ),
  process: maybe(
    fc.record({ alive: fc.boolean(), state: maybe(fc.constantFrom('S', 'T', 'D', 'R')), since: maybe(time) }),
  ),
  hook: maybe(
    fc.record({
      at: time,
      state: text,
      since: maybe(time),
      turn: maybe(fc.nat()),
      last: maybe(text),
      prompt: maybe(text),
      fingerprint: maybe(text),
      until: maybe(time),
    }),
  ),
  screen: maybe(
    fc.record({ kind: fc.constantFrom('waiting', 'busy', 'idle', 'unknown'), changed: maybe(time) }),
  ),
  exit: maybe(fc.record({ at: time, code: maybe(fc.nat(255)), signal: maybe(text) })),
  failures: fc.nat(10),
});

const anyLimits: fc.Arbitrary<HeartbeatLimits> = fc.record({
  stale: fc.nat(1000),
  startWithin: fc.nat(1000),
  nativeBeat: fc.boolean(),
});

describe('for all signals', () => {
  it('there is one verdict, by a known rule, with a reason', () => {
    fc.assert(
      fc.property(anySignals, anyLimits, (some, limits) => {
        const verdict = decideState(some, limits);
        expect(ruleNames).toContain(verdict.rule);
        expect(verdict.why).not.toBe('');
      }),
    );
  });

  it('the explanation and the verdict agree', () => {
    fc.assert(
      fc.property(anySignals, anyLimits, (some, limits) => {
        const opinions = explainState(some, limits);
        const first = opinions.find((opinion) => opinion.state !== null);
        const verdict = decideState(some, limits);
        expect(opinions.map((opinion) => opinion.rule)).toEqual(ruleNames);
        expect([first?.rule, first?.state]).toEqual([verdict.rule, verdict.state]);
      }),
    );
  });

  it('who is marked as stopped never shows as alive', () => {
    fc.assert(
      fc.property(anySignals, anyLimits, (some, limits) => {
        const { state } = decideState({ ...some, stopMark: true }, limits);
        expect(['stopped', 'unknown']).toContain(state);
      }),
    );
  });

  it('a question on the screen of a living agent is never taken for idle or busy', () => {
    fc.assert(
      fc.property(anySignals, anyLimits, (some, limits) => {
        const { state } = decideState({ ...some, screen: { kind: 'waiting', changed: null } }, limits);
        expect(['idle', 'busy']).not.toContain(state);
      }),
    );
  });
});
