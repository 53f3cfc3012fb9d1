import { expect, test } from 'vitest';
import { parseOutcomes } from '../../src/model/lifecycle-outcome.ts';
import { parseSend } from '../../src/model/send-outcome.ts';
import { parseDetail } from '../../src/operate/detail.ts';
import { logsCommand } from '../../src/operate/logs.ts';
import { shCommand } from '../../src/operate/sh-command.ts';

test('an answer is all after the empty line, as it is', () => {
  expect(parseSend('outcome=answered\nwhy=\nturn=3\n\nfirst\n\noutcome=failed\n')).toEqual({
    outcome: 'answered',
    why: '',
    turn: 3,
    answer: 'first\n\noutcome=failed',
  });
});

test.each([
  ['outcome=held\nwhy=it is busy\nturn=\n', { outcome: 'held', why: 'it is busy', turn: null, answer: null }],
  ['outcome=started\nwhy=\nturn=9\n', { outcome: 'started', why: '', turn: 9, answer: null }],
  ['outcome=maybe\n', null],
  ['sh: cannot open\n', null],
  ['', null],
])('%j', (output, outcome) => {
  expect(parseSend(output)).toEqual(outcome);
});

test('outcomes of a lifecycle count only when all were told', () => {
  const output = 'coder-1\tok\tactive running\ncoder-2\tabsent\t\ncoder-3\todd\tfailed failed\nend\n';
  expect(parseOutcomes('h', output)).toEqual([
    { host: 'h', agent: 'coder-1', outcome: 'ok', now: 'active running' },
    { host: 'h', agent: 'coder-2', outcome: 'absent', now: '' },
    { host: 'h', agent: 'coder-3', outcome: 'failed', now: 'failed failed' },
  ]);
  expect(parseOutcomes('h', 'end\n')).toEqual([]);
  expect(parseOutcomes('h', output.slice(0, -5))).toBeNull();
});

test('detail: the session, and the screen without its last line feed', () => {
  expect(parseDetail('session=abc\n one\ntwo\n')).toEqual({ session: 'abc', screen: [' one', 'two'] });
  expect(parseDetail('session=\n')).toEqual({ session: null, screen: [] });
});

test('arguments reach a script as they are', () => {
  expect(shCommand('echo "$1"', "it's")).toBe(`'sh' '-c' 'echo "$1"' 'mosaic' 'it'\\''s'`);
  expect(logsCommand('home', 'coder-1', 7, true)).toContain(
    `'.local/state/mosaic/home/agents/coder-1' '7' 'follow'`,
  );
});
