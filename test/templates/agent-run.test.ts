import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { startedAgent, tmux, turnsOf } from './support/conversation.ts';
import { agent, readRecord, type Stage, send, stage, startAgent } from './support/stage.ts';
import { until } from './support/until.ts';

const log = (at: Stage) => readFileSync(join(at.state, 'log'), 'utf8');
const run = (at: Stage) => readRecord(at.run, 'run');

test.each([
  ['exit 0', { code: 0, signal: null }, { code: '0', signal: '', reason: 'exit' }],
  ['exit 3', { code: 3, signal: null }, { code: '3', signal: '', reason: 'exit' }],
  ['exit 137', { code: 137, signal: null }, { code: '137', signal: '', reason: 'exit' }],
  ['exit 78', { code: 1, signal: null }, { code: '78', signal: '', reason: 'exit' }],
  ['kill -KILL $$', { code: null, signal: 'SIGKILL' }, { code: '', signal: 'KILL', reason: 'signal' }],
  ['kill -SEGV $$', { code: null, signal: 'SIGSEGV' }, { code: '', signal: 'SEGV', reason: 'signal' }],
  ['kill -TERM $$', { code: null, signal: 'SIGTERM' }, { code: '', signal: 'TERM', reason: 'signal' }],
])('a harness that does `%s` is recorded so, and the unit ends so', async (command, ended, record) => {
  const at = stage({ start: `echo these are my last words; ${command}\n` });
  const running = startAgent(at);
  expect(await running.ended).toMatchObject(ended);
  expect(readRecord(at.state, 'exit')).toMatchObject({ launch: 'launch-1', ...record });
  expect(readRecord(at.state, 'failures')).toMatchObject({ count: '1' });
  expect(log(at)).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ the harness .*\n {2}\| these are my last words$/m,
  );
  expect((await running.ended).stderr).toContain('these are my last words');
  expect(existsSync(at.socket)).toBe(false);
});

test("the roster's variables arrive byte for byte", async () => {
  const env = {
    QUOTES: `it's "quoted" \`id\` $(id) \${HOME} \\ \\n %s %d !`,
    LINES: '\n a\n\nb\tc\n\n',
    UNICODE: 'ä Ё 漢字 😀 \u0081\u0088 e\u0301',
    CONTROL: '\u0001\u0002\u001b[31m\u007f',
    EMPTY: '',
    LONG: Array.from({ length: 10_000 }, (_, index) => String.fromCharCode(33 + (index % 94))).join(''),
    PATH: '/nowhere',
  };
  const at = stage({
    env,
    start: `/usr/bin/env -0 >"$MOSAIC_STATE/env"; pwd >"$MOSAIC_STATE/pwd"; exit 0\n`,
  });
  await startAgent(at).ended;
  const pairs = readFileSync(join(at.state, 'env'), 'utf8')
    .split('\0')
    .map((pair) => pair.split(/=(.*)/s));
  const got = Object.fromEntries(pairs) as Record<string, string>;
  expect(Object.fromEntries(Object.keys(env).map((name) => [name, got[name]]))).toEqual(env);
  expect(got).toMatchObject({
    MOSAIC_AGENT: agent,
    MOSAIC_ROOT: at.root,
    MOSAIC_STATE: at.state,
    MOSAIC_SOCKET: at.socket,
  });
  expect(got['NOTIFY_SOCKET']).toBeUndefined();
  expect(readFileSync(join(at.state, 'pwd'), 'utf8')).toBe(`${at.home}/work\n`);
});

test('a work folder that cannot be made is told', async () => {
  const at = stage({ workdir: '/proc/none' });
  expect(await startAgent(at).ended).toMatchObject({ code: 73 });
  expect(log(at)).toContain('The work folder /proc/none cannot be made or entered.');
});

test('the sixth early end in a row is a quarantine; a start clears it', async () => {
  const at = stage({ start: 'echo broken; exit 5\n' });
  writeFileSync(join(at.state, 'failures'), 'launch=launch-1\ncount=5\nfirst=10\nlast=20\n');
  mkdirSync(join(at.home, 'bin'));
  // The wait before the sixth start, without the waiting.
  writeFileSync(join(at.home, 'bin/sleep'), '#!/bin/sh\necho "$1" >>"$HOME/slept"\n', { mode: 0o755 });
  const quick = { ...at, env: { ...at.env, PATH: `${at.home}/bin:${at.env['PATH']}` } };
  expect(await startAgent(quick).ended).toMatchObject({ code: 78 });
  expect(readFileSync(join(at.home, 'slept'), 'utf8')).toMatch(/^16\n/);
  expect(readRecord(at.state, 'failures')).toMatchObject({ count: '6', first: '10' });
  expect(log(at)).toContain('(early end 6 of 6)');
  expect(log(at)).toContain('not started again: six early ends in a row');
  expect(await startAgent(quick).ended).toMatchObject({ code: 5 });
  expect(readRecord(at.state, 'failures')).toMatchObject({ count: '1' });
});

test('early ends of another launch neither delay a start nor count', async () => {
  const at = stage({ start: 'echo broken; exit 5\n' });
  writeFileSync(join(at.state, 'failures'), 'launch=launch-0\ncount=5\nfirst=10\nlast=20\n');
  expect(await startAgent(at).ended).toMatchObject({ code: 5 });
  expect(log(at)).not.toContain('starting again in');
  expect(readRecord(at.state, 'failures')).toMatchObject({ launch: 'launch-1', count: '1' });
});

test('a stop ends the harness, counts no failure, and the next start resumes', async () => {
  const at = stage();
  const running = await startedAgent(at);
  await send(at, 'remember me', 10);
  const session = readFileSync(join(at.state, 'session'), 'utf8');
  running.child.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ code: 0 });
  expect(readRecord(at.state, 'exit')).toMatchObject({ reason: 'exit', code: '0' });
  expect(readRecord(at.state, 'failures')).toEqual({});
  expect(log(at)).toContain('stopped: the harness exited with status 0');
  await startedAgent(at);
  expect(readFileSync(join(at.state, 'session'), 'utf8')).toBe(session);
  expect(tmux(at, 'capture-pane', '-p')).toContain('I remember 1 earlier turns.');
  expect(turnsOf(at).map((turn) => turn.message)).toEqual(['remember me']);
});

test('a harness that ignores SIGTERM, even one that is stopped, is ended', async () => {
  const at = stage();
  const running = await startedAgent(at);
  process.kill(Number(run(at)['pid']), 'SIGSTOP');
  running.child.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ code: 0 });
  expect(readRecord(at.state, 'exit')).toMatchObject({ signal: 'KILL' });
});

test('a killed tmux server ends the unit, and how the harness ended is not claimed', async () => {
  const at = stage();
  const running = await startedAgent(at);
  const server = Number(tmux(at, 'display-message', '-p', '#{pid}'));
  process.kill(server, 'SIGKILL');
  expect(await running.ended).toMatchObject({ code: 1 });
  expect(readRecord(at.state, 'exit')).toMatchObject({ code: '', signal: '', reason: 'lost' });
  expect(log(at)).toContain('tmux ended with status 137');
  await startedAgent(at);
});

test('what was killed before it could say how it ended is recorded at the next start', async () => {
  const at = stage();
  const running = await startedAgent(at);
  const server = Number(tmux(at, 'display-message', '-p', '#{pid}'));
  const { pid } = run(at);
  // And what is left in its unit, as systemd does.
  running.child.kill('SIGKILL');
  process.kill(server, 'SIGKILL');
  await running.ended;
  await until('the harness is gone', () => !existsSync(`/proc/${pid}`));
  expect(run(at)['pid']).toBe(pid);
  await startedAgent(at);
  expect(readRecord(at.state, 'exit')).toMatchObject({ reason: 'lost' });
  expect(run(at)['pid']).not.toBe(pid);
});

test('a launch forgets what the last harness was doing', async () => {
  const at = stage({ start: 'exec sleep 600\n' });
  writeFileSync(join(at.state, 'hook'), 'at=5\nstate=busy\nsince=5\nturn=7\nprompt=rm\n');
  startAgent(at);
  await until('the record of who runs', () => run(at)['pid']);
  await until('the hook record', () => readRecord(at.state, 'hook')['state'] === undefined);
  expect(readRecord(at.state, 'hook')).toMatchObject({ turn: '7' });
  expect(readRecord(at.state, 'hook')['prompt']).toBeUndefined();
});

test('a log of a megabyte is put aside', async () => {
  const at = stage({ start: 'exit 0\n' });
  writeFileSync(join(at.state, 'log'), 'x'.repeat(1_000_001));
  await startAgent(at).ended;
  expect(readFileSync(join(at.state, 'log.1'), 'utf8')).toMatch(/^x{1000001}/);
  expect(log(at).length).toBeLessThan(1000);
});
