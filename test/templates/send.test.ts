import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import process from 'node:process';
import { expect, test } from 'vitest';
import { envObject } from './support/agent-objects.ts';
import { bottomLine, screen, startedAgent, tmux, turnsOf } from './support/conversation.ts';
import { exactMessages, refusedMessages } from './support/hostile.ts';
import { agent, type Stage, send, stage, startAgent } from './support/stage.ts';
import { until } from './support/until.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const keys = (...names: readonly string[]) => ['send-keys', '-t', `=${agent}:`, ...names];

test('hostile messages arrive byte for byte, once, in order', { timeout: 120_000 }, async () => {
  const lanes = [0, 1, 2, 3].map((lane) => exactMessages.filter((_, index) => index % 4 === lane));
  await Promise.all(lanes.map(arriveExactly));
});

async function arriveExactly(messages: readonly string[]): Promise<void> {
  const at = stage();
  await startedAgent(at);
  for (const [index, message] of messages.entries()) {
    // Its hooks may say that it rests a moment before its composer is drawn.
    const sent = await until('it is taken', async () => {
      const one = await send(at, message, 60);
      return one.outcome !== 'held' && one;
    });
    expect(sent, message.slice(0, 80)).toMatchObject({ outcome: 'answered', turn: String(index + 1) });
    expect(sent.answer).toContain(`(${Buffer.byteLength(message)} bytes, sha256 ${sha256(message)})`);
  }
  expect(turnsOf(at).map((turn) => turn.message)).toEqual(messages);
  expect(readdirSync(join(at.run, '../../..')).filter((name) => !name.endsWith('.lock'))).toEqual(['mosaic']);
  expect(tmux(at, 'list-buffers')).toBe('');
}

test('what cannot arrive is refused with its reason, and nothing is typed', async () => {
  const at = stage();
  await startedAgent(at);
  for (const [what, message, why] of refusedMessages) {
    const sent = await send(at, message);
    expect(sent, what).toEqual({
      outcome: 'refused',
      why: expect.stringContaining(why),
      turn: '',
      answer: null,
    });
  }
  expect(turnsOf(at)).toEqual([]);
  expect(bottomLine(at)).toBe('>');
});

test('who should be in a sandbox is spoken to only where systemd says it is', async () => {
  const at = stage();
  await startedAgent(at);
  appendFileSync(join(at.root, envObject(agent)), 'MOSAIC_SHUT=1\n');
  const told = (systemctl: string) => {
    writeFileSync(join(at.home, 'systemctl'), `#!/bin/sh\n${systemctl}\n`, { mode: 0o755 });
    return send({ ...at, env: { ...at.env, PATH: `${at.home}:${at.env['PATH']}` } }, 'hello');
  };
  expect(await told('exit 1')).toMatchObject({ outcome: 'failed' });
  expect(await told('echo 0')).toMatchObject({ outcome: 'failed' });
  expect(bottomLine(at)).toBe('>');
  expect(await told(`sleep 0.3; echo ${process.pid}`)).toMatchObject({ outcome: 'started' });
});

test('senders at the same time wait for each other', async () => {
  const at = stage();
  await startedAgent(at);
  const messages = ['one\nof\nmany', 'two\nof\nmany', 'three\nof\nmany', 'four\nof\nmany'];
  const sent = await Promise.all(messages.map((message) => send(at, message)));
  const outcomes = sent.map((one) => one.outcome);
  // Who comes while a turn runs is told so; whatever was typed is whole.
  expect(outcomes.filter((outcome) => outcome === 'started').length).toBeGreaterThan(0);
  expect(outcomes.every((outcome) => outcome === 'started' || outcome === 'held')).toBe(true);
  const arrived = messages.filter((_, index) => outcomes[index] === 'started');
  await until('all have arrived', () => turnsOf(at).length === arrived.length);
  expect(
    turnsOf(at)
      .map((turn) => turn.message)
      .sort(),
  ).toEqual([...arrived].sort());
});

test('a busy agent is left alone', async () => {
  const at = stage();
  await startedAgent(at);
  expect(await send(at, '!busy 600')).toMatchObject({ outcome: 'started', turn: '1' });
  expect(await send(at, 'x')).toMatchObject({ outcome: 'held', why: 'it is busy' });
  tmux(at, ...keys('Escape'));
  await until('interrupted', () => bottomLine(at) === '>');
  expect(await send(at, 'y', 10)).toMatchObject({ outcome: 'answered', turn: '2' });
});

test('an open dialog is left alone: an Enter would approve it', async () => {
  const at = stage();
  await startedAgent(at);
  expect(await send(at, '!ask rm -rf /', 10)).toMatchObject({
    outcome: 'started',
    why: 'it waits for a decision',
  });
  expect(await send(at, 'x')).toMatchObject({ outcome: 'held', why: expect.stringContaining('decision') });
  tmux(at, ...keys('n'));
  await until('denied', () => screen(at).some((line) => line.includes('not allowed: rm -rf /')));
});

test("a human's draft is not joined, and a scrolled screen is no hindrance", async () => {
  const at = stage();
  await startedAgent(at);
  tmux(at, ...keys('-l', ' half a '));
  await until('the draft is seen', () => bottomLine(at).includes('half a'));
  expect(await send(at, 'x')).toMatchObject({ outcome: 'held', why: expect.stringContaining('draft') });
  tmux(at, ...keys('C-u'));
  tmux(at, ...keys('-l', '  '));
  await until('blanks are a draft too', () => bottomLine(at).includes('.'));
  expect(await send(at, 'x')).toMatchObject({ outcome: 'held' });
  tmux(at, ...keys('C-u'));
  await until('the draft is gone', () => bottomLine(at) === '>');
  tmux(at, 'copy-mode', '-t', `=${agent}:`);
  expect(await send(at, 'y', 10)).toMatchObject({ outcome: 'answered' });
  expect(turnsOf(at).map((turn) => turn.message)).toEqual(['y']);
});

test('silent hooks are told apart from an answer; a dead agent from a deaf one', async () => {
  const at = stage();
  const running = await startedAgent(at);
  await send(at, '!silent', 1);
  await until('it is done', () => bottomLine(at) === '>');
  const sent = await send(at, 'heard?');
  expect(['started', 'ambiguous']).toContain(sent.outcome);
  expect(sent.turn).toBe('');
  await until('it is done', () => bottomLine(at) === '>');
  await send(at, '!crash 4');
  await running.ended;
  expect(await send(at, 'x')).toMatchObject({
    outcome: 'failed',
    why: expect.stringContaining('does not run'),
  });
});

async function startedWith(start: string): Promise<Stage> {
  const at = stage({ start });
  startAgent(at);
  await until('a composer is shown', () => existsSync(join(at.run, 'run')) && bottomLine(at) === '>');
  return at;
}

test('a harness that draws nothing any more makes it ambiguous, never a second paste', async () => {
  const at = await startedWith("stty raw -echo; printf '> '; exec sleep 600\n");
  expect(await send(at, 'x')).toMatchObject({
    outcome: 'ambiguous',
    why: expect.stringContaining('not seen'),
  });
});

test('text that no Enter submits is told as such, and is there once', async () => {
  const at = await startedWith("stty -icanon -echo -icrnl; printf '> '; exec dd bs=1 status=none\n");
  expect(await send(at, 'left alone')).toMatchObject({ outcome: 'typed-not-submitted' });
  expect(screen(at)).toEqual(['> left alone']);
});

test('no Enter is sent into a dialog that opens while text is typed', async () => {
  const dialog =
    'dd bs=1 count=3 status=none >/dev/null; printf "\\rAllow run: x? (y/n)"; exec dd bs=1 count=1 status=none';
  const at = await startedWith(`stty -icanon -echo; printf '> '; ${dialog}\n`);
  expect(await send(at, 'abc')).toMatchObject({
    outcome: 'typed-not-submitted',
    why: expect.stringContaining('dialog'),
  });
  expect(bottomLine(at)).toBe('Allow run: x? (y/n)');
});
