import fc from 'fast-check';
import pc from 'picocolors';
import { expect, test } from 'vitest';
import { exitOf, lifecycleTable } from '../../../src/cli/fleet/lifecycle-table.ts';
import { lineReader } from '../../../src/cli/fleet/lines.ts';
import { frame } from '../../../src/cli/fleet/picture.ts';
import { psTable } from '../../../src/cli/fleet/ps-table.ts';
import { sendFailure } from '../../../src/cli/fleet/send-failure.ts';
import { statusText } from '../../../src/cli/fleet/status-text.ts';
import type { StatusDeployed } from '../../../src/model/contract-agent.ts';
import { SEND_RESULTS } from '../../../src/model/send-outcome.ts';
import { blankConnector, blankRow } from './rows.ts';

const style = pc.createColors(false);
const options = { style, symbols: true, explain: true };

const deployed: StatusDeployed = {
  release: '7f3c21a'.padEnd(64, '0'),
  workdir: '~/src/app',
  limits: { memory: 4 * 2 ** 30, cpu: 50, tasks: null },
  unit: 'active (running)',
  restarts: 2,
  launch: { deployed: 'bbbb', running: 'aaaa' },
  exit: '1h ago with exit code 3 after it ran for 2s',
  stoppedBy: null,
  screen: ['working', '> \x1b[2Jgone'],
  rules: [
    { rule: 'stop-mark', means: '', state: null, saw: 'no stop mark', since: null },
    { rule: 'hook', means: '', state: 'busy', saw: 'its hook said so 2s ago', since: null },
    { rule: 'screen', means: '', state: 'idle', saw: 'its screen shows idle', since: null },
  ],
};

test('everything about one agent', () => {
  const agent = {
    ...blankRow,
    state: 'busy' as const,
    session: 'abc',
    turn: 4,
    pid: 42,
    unit: 'u.service',
    failures: 1,
  };
  expect(statusText({ agent, deployed }, options)).toBe(`coder-1 on dragon-lin in fleet home
  state       ● busy for 4m
  rule        hook: its hook said so 2s ago
  beat        fresh, 4s ago
  role        coder
  runtime     pi 0.74.2
  model       gpt
  session     abc
  turns       4
  context     12%
  last        42 tests pass
  unit        u.service, active (running)
  pid         42
  launch      aaaa, deployed is bbbb: it changes at a restart
  ended       1h ago with exit code 3 after it ran for 2s
  early ends  1 in a row
  workdir     ~/src/app
  limits      memory 4096M, cpu 50%
  release     7f3c21a

  last lines of its screen
  | working
  | > \\e[2Jgone

  rules, in their order
  stop-mark  no stop mark
  hook       its hook said so 2s ago ⇒ busy
  screen     its screen shows idle (not asked)

  also  mosaic fleet logs coder-1
  also  mosaic fleet attach coder-1
  also  mosaic fleet restart coder-1
`);
});

const DANGEROUS = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

test('no text of a host moves the cursor, or turns the order of letters', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\x1b]0;x\x07', '\u202egnp', '\x9b2J', 'a\r\nb'),
  );
  fc.assert(
    fc.property(hostile, hostile, hostile, (last, why, name) => {
      const row = { ...blankRow, agent: name, model: last, last, why, prompt: why, session: why, next: last };
      const document = {
        version: 1 as const,
        fleet: 'home',
        hosts: [],
        agents: [row, { ...row, state: 'waiting' as const }],
        connectors: [{ ...blankConnector, connector: name, agent: name, why, next: last }],
      };
      expect(psTable(document, options)).not.toMatch(DANGEROUS);
      const rules = [{ rule: 'hook', means: '', state: null, saw: why, since: null }];
      const status = {
        agent: row,
        deployed: { ...deployed, screen: [last], rules, exit: why, stoppedBy: last },
      };
      expect(statusText(status, options)).not.toMatch(DANGEROUS);
    }),
    { numRuns: 40 },
  );
});

test('what a lifecycle did, and its exit code', () => {
  const ok = { host: 'a', agent: 'x', outcome: 'ok' as const, now: 'active running' };
  const failed = { host: 'b', agent: 'y', outcome: 'failed' as const, now: 'activating auto-restart' };
  const fault = {
    host: 'c',
    code: 'frozen' as const,
    message: 'it says nothing\nat all',
    next: 'mosaic fleet verify',
  };
  const result = { act: 'restart' as const, agents: [ok, failed], faults: [fault] };
  expect(lifecycleTable(result, style)).toBe(`HOST  AGENT  RESULT     NOW
a     x      restarted  active running
b     y      failed     activating auto-restart  mosaic fleet logs y
c     –      no answer  it says nothing          mosaic fleet verify
`);
  expect(exitOf(result, 3)).toBe(3);
  expect(exitOf({ ...result, agents: [] }, 1)).toBe(1);
  expect(exitOf({ ...result, faults: [] }, 2)).toBe(1);
  expect(exitOf({ ...result, agents: [ok], faults: [] }, 1)).toBe(0);
});

test('a message that began no turn says what to type', () => {
  for (const outcome of SEND_RESULTS.filter((each) => each !== 'answered' && each !== 'started')) {
    const error = sendFailure('coder-1', { outcome, why: 'it is so', turn: null, answer: null });
    expect(error.message).toMatch(/^coder-1: .+\nit is so$/);
    expect(error.next).toBeDefined();
  }
});

test('lines are cut however chunks fall', () => {
  const bytes = Buffer.from('één\n\nzwei\nrest');
  for (let at = 0; at <= bytes.length; at += 1) {
    const lines: string[] = [];
    const reader = lineReader((line) => lines.push(line));
    reader.push(bytes.subarray(0, at));
    reader.push(bytes.subarray(at));
    reader.end();
    expect(lines).toEqual(['één', '', 'zwei', 'rest']);
  }
});

test('a frame has as many lines as the terminal, and clears what it does not cover', () => {
  expect(frame('a\nb\n', 5)).toBe('\x1b[Ha\x1b[K\r\nb\x1b[K\x1b[J');
  expect(frame('a\nb\nc\nd\n', 3).split('\r\n')).toHaveLength(3);
  expect(frame('a\nb\nc\nd\n', 3)).toContain('… 2 more lines');
});
