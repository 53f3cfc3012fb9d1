import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { bottomLine, screen, startedAgent, tmux, turnsOf } from '../../templates/support/conversation.ts';
import { agent, send } from '../../templates/support/stage.ts';
import { until } from '../../templates/support/until.ts';
import {
  answerTo,
  deploy,
  inFolder,
  ledgerOf,
  mailOf,
  mailStage,
  put,
  startCourier,
  stateOf,
  statesOf,
} from '../support/mail-stage.ts';

const keys = (...names: readonly string[]) => ['send-keys', '-t', `=${agent}:`, ...names];

test('a mail is typed to an agent at rest, and its answer kept', async () => {
  const at = mailStage();
  await startedAgent(at);
  const courier = startCourier(at);
  const mail = mailOf('hello\nthere');
  await put(at, mail);
  await until('it is answered', () => ledgerOf(at).get(mail.id)?.state === 'answered');
  expect(statesOf(at, mail)).toEqual(['queued', 'typing', 'started', 'answered']);
  expect(ledgerOf(at).get(mail.id)?.turn).toBe(1);
  expect(turnsOf(at).map(({ message }) => message)).toEqual([mail.text]);
  expect(answerTo(at, mail)).toContain(`echo: ${mail.text}`);
  expect([inFolder(at, 'new'), inFolder(at, 'cur')]).toEqual([[], [`${mail.id}.json`]]);
  expect(courier.stderr()).toBe('');
  expect(courier.writes).toEqual([
    'ledger queued typing',
    'type',
    'ledger started',
    'clear',
    'away',
    'answer',
    'ledger answered',
  ]);
});

test('a mail for an agent that is busy waits until it rests', async () => {
  const at = mailStage();
  await startedAgent(at);
  startCourier(at);
  const [busy, next] = [mailOf('first', { at: 1 }), mailOf('second', { at: 2 })];
  await send(at, '!busy 600');
  await put(at, busy);
  await put(at, next);
  await until('it is held', () => ledgerOf(at).get(busy.id)?.why === 'it is busy');
  tmux(at, ...keys('Escape'));
  await until('both are answered', () => ledgerOf(at).get(next.id)?.state === 'answered');
  expect([...new Set(statesOf(at, busy))]).toEqual(['queued', 'held', 'typing', 'started', 'answered']);
  expect(turnsOf(at).map(({ message }) => message)).toEqual(['!busy 600', busy.text, next.text]);
});

test('a question, and a draft of a person, are left alone', async () => {
  const at = mailStage();
  await startedAgent(at);
  startCourier(at);
  await send(at, '!ask rm -rf build', 10);
  const mail = mailOf('hello');
  await put(at, mail);
  await until('it is held', () => ledgerOf(at).get(mail.id)?.why === 'it waits for a decision');
  tmux(at, ...keys('n'));
  await until('it is answered', () => ledgerOf(at).get(mail.id)?.state === 'answered', 60);
  expect(screen(at).join('\n')).toContain('not allowed: rm -rf build');
  tmux(at, ...keys('-l', 'half a'));
  await until('the draft is seen', () => bottomLine(at).includes('half a'));
  const second = mailOf('again');
  await put(at, second);
  await until('it is held', () => ledgerOf(at).get(second.id)?.why.includes('draft'));
  expect(turnsOf(at)).toHaveLength(2);
  tmux(at, ...keys('C-u'));
  await until('it is answered', () => ledgerOf(at).get(second.id)?.state === 'answered', 60);
});

test('an agent that is stopped, starts, or ends in the turn', async () => {
  const at = mailStage();
  writeFileSync(join(at.state, 'stopped'), 'at=1\n');
  startCourier(at);
  const mail = mailOf('!crash 3');
  await put(at, mail);
  await until('it is held', () => ledgerOf(at).get(mail.id)?.why === 'w-1 is stopped');
  rmSync(join(at.state, 'stopped'));
  await until('it is held for another reason', () => ledgerOf(at).get(mail.id)?.why === 'w-1 does not run');
  await startedAgent(at);
  // Its first line is not the directive: the harness echoes it.
  await until('it is answered', () => ledgerOf(at).get(mail.id)?.state === 'answered', 60);
});

test('a turn that the agent did not live to the end of is told, not repeated', async () => {
  const at = mailStage();
  const first = await startedAgent(at);
  startCourier(at);
  // The id stands behind the directive.
  const id = 'a'.repeat(32);
  const mail = mailOf('', { id, key: id, text: `!busy 600 ${id}` });
  await put(at, mail);
  await until('its turn began', () => ledgerOf(at).get(id)?.state === 'started');
  first.child.kill('SIGTERM');
  await first.ended;
  await startedAgent(at);
  await until('it is told', () => ledgerOf(at).get(id)?.state === 'failed', 60);
  expect(ledgerOf(at).get(id)?.why).toContain(
    'its turn ended without an answer that can be read: turn 1 has no answer',
  );
  expect(turnsOf(at)).toHaveLength(1);
});

test('what is late, twice, in circles, for nobody or no mail is told in the ledger', async () => {
  const at = mailStage();
  await startedAgent(at);
  const late = mailOf('late', { expires: 1 });
  const loop = mailOf('loop', { hops: 9 });
  const once = mailOf('once', { key: 'k', at: 1 });
  const twice = mailOf('twice', { key: 'k', at: 2 });
  for (const mail of [late, loop, once, twice]) await put(at, mail);
  const odd = 'e'.repeat(32);
  writeFileSync(join(stateOf(at), 'mail', agent, 'new', `${odd}.json`), '{');
  writeFileSync(join(stateOf(at), 'mail', agent, 'new', 'not ours'), '');
  startCourier(at);
  await until('one is answered', () => ledgerOf(at).get(once.id)?.state === 'answered');
  const told = [late, loop, twice, { id: odd }].map(({ id }) => ledgerOf(at).get(id));
  expect(told.map((entry) => `${entry?.state} ${entry?.why}`)).toEqual([
    'expired its time was over',
    'failed it went through more than 8 agents: a loop',
    `failed it is the same message as ${once.id}`,
    'failed it is not JSON',
  ]);
  expect(inFolder(at, 'new')).toEqual(['not ours']);
  deploy(at, []);
  const nobody = mailOf('nobody');
  await put(at, nobody);
  await until('it is told', () => ledgerOf(at).get(nobody.id)?.state === 'failed');
  expect(ledgerOf(at).get(nobody.id)?.why).toBe('w-1 is not deployed on this host');
  expect(turnsOf(at)).toHaveLength(1);
});

test('an agent that lays a pipe, a link or a flood where its hooks write is not believed, and stops nobody', async () => {
  const at = mailStage();
  await startedAgent(at);
  startCourier(at);
  const hook = join(at.state, 'hook');
  for (const lay of [
    () => execFileSync('mkfifo', [hook]),
    () => symlinkSync('/dev/zero', hook),
    () => writeFileSync(hook, 'state=idle\n'.repeat(10_000)),
  ]) {
    const mail = mailOf('hello');
    rmSync(hook, { force: true });
    lay();
    await put(at, mail);
    await until('it arrives all the same', () => turnsOf(at).some(({ message }) => message === mail.text));
  }
});
