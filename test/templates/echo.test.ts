import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { bottomLine, screen, startedAgent, tmux, turnsOf } from './support/conversation.ts';
import { agent, readRecord, type Stage, send, stage, start, startAgent } from './support/stage.ts';
import { template } from './support/templates.ts';
import { until } from './support/until.ts';

const type = (at: Stage, ...keys: readonly string[]) => tmux(at, 'send-keys', '-t', `=${agent}:`, ...keys);
const hookOf = (at: Stage) => readRecord(at.state, 'hook');

test('a stored conversation whose transcript is gone is an error, not a blank one', async () => {
  const at = stage();
  const running = await startedAgent(at);
  running.child.kill('SIGTERM');
  await running.ended;
  const transcript = join(at.state, 'transcript');
  const kept = readFileSync(transcript);
  for (const ruin of [
    () => rmSync(transcript),
    () => writeFileSync(transcript, ''),
    () => writeFileSync(transcript, '{"session":"other"}\n'),
  ]) {
    ruin();
    rmSync(join(at.state, 'failures'), { force: true });
    const { code, stderr } = await startAgent(at).ended;
    expect(code).toBe(66);
    expect(stderr).toContain('its transcript');
  }
  writeFileSync(transcript, kept);
  rmSync(join(at.state, 'failures'));
  await startedAgent(at);
});

test('says at the start who it is', async () => {
  const at = stage();
  await startedAgent(at);
  const session = readFileSync(join(at.state, 'session'), 'utf8').trim();
  expect(session).toMatch(/^[0-9a-f-]{36}$/);
  expect(screen(at)[0]).toBe(
    `  echo, session ${session}, model echo, role coder. I remember 0 earlier turns.`,
  );
  expect(hookOf(at)).toMatchObject({ state: 'idle', session, model: 'echo' });
});

test('a turn that a crash cut off is counted, and has no answer', async () => {
  const at = stage();
  const running = await startedAgent(at);
  await send(at, '!crash 3');
  expect(await running.ended).toMatchObject({ code: 3 });
  rmSync(join(at.state, 'failures'));
  await startedAgent(at);
  expect(await send(at, 'x', 10)).toMatchObject({ outcome: 'answered', turn: '2' });
  const answer = (turn: string) => start(at, template('runtimes/echo/answer.sh'), [turn]).ended;
  expect(await answer('1')).toMatchObject({ code: 1, stderr: 'turn 1 has no answer\n' });
  expect((await answer('2')).stdout).toContain('echo: x\n(1 bytes, sha256 2d711642b726b044');
  expect(await answer('3')).toMatchObject({ code: 1 });
});

test('leaves when its terminal is gone, also when nobody tells it', () => {
  const program = `leave() { exit "$1"; }; eval "$1"; chunk=/dev/null; terminal_read 1 3</dev/null; echo still there`;
  const { status, stdout } = spawnSync('sh', ['-c', program, 'sh', template('runtimes/echo/terminal.sh')], {
    input: '',
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 129, stdout: '' });
});

test('typed keys are edited; an Enter in one read with a paste is a line of it', async () => {
  const at = stage();
  await startedAgent(at);
  type(at, '-l', 'helö');
  type(at, 'BSpace', 'BSpace');
  type(at, '-l', 'lo');
  await until('typed', () => bottomLine(at) === '> hello');
  type(at, 'Enter');
  await until('the first turn', () => turnsOf(at).length === 1 && bottomLine(at) === '>');
  type(at, '-l', '\u001b[200~a\u001b[201~\r');
  await until('a draft of two lines', () => bottomLine(at) === '> [2 bytes]');
  type(at, 'Enter');
  await until('the second turn', () => turnsOf(at).length === 2);
  expect(turnsOf(at).map((turn) => turn.message)).toEqual(['hello', 'a\n']);
});

test.each([
  ['in two reads', ['\u001b[200~please do not\u001b[201~', '\r']],
  ['in one read', ['\u001b[200~please do not\u001b[201~\r']],
  ['cut in the middle', ['\u001b[200~no, ', 'yes, do not\u001b[201~\r']],
])('an Enter approves the open dialog, even with a paste before it, %s', async (_, keys) => {
  const at = stage();
  await startedAgent(at);
  await send(at, '!ask rm -rf /', 5);
  expect(hookOf(at)).toMatchObject({ state: 'waiting', prompt: 'run: rm -rf /' });
  for (const key of keys) type(at, '-l', key);
  await until('it ran', () => screen(at).some((line) => line.includes('ran: rm -rf /')));
  await until('idle', () => hookOf(at)['state'] === 'idle');
  expect(hookOf(at)['prompt']).toBeUndefined();
  expect(turnsOf(at)).toHaveLength(1);
});

test('beats while idle', async () => {
  const at = stage();
  await startedAgent(at);
  const first = Number(hookOf(at)['at']);
  await until('another beat', () => Number(hookOf(at)['at']) > first);
  expect(hookOf(at)['since']).toBe(String(first));
});

test('hangs, goes silent and leaves when told', async () => {
  const at = stage();
  const running = await startedAgent(at);
  await send(at, '!silent', 1);
  await until('it is done', () => bottomLine(at) === '>');
  const silentSince = hookOf(at)['at'];
  await send(at, '!exit');
  expect(await running.ended).toMatchObject({ code: 0 });
  expect(hookOf(at)['at']).toBe(silentSince);
  rmSync(join(at.state, 'failures'));
  const again = await startedAgent(at);
  await send(at, '!hang');
  await until('it hangs in a turn', () => bottomLine(at).endsWith('for ever'));
  again.child.kill('SIGTERM');
  await again.ended;
  expect(readRecord(at.state, 'exit')).toMatchObject({ signal: 'KILL' });
});
