import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import type { Mail } from '../../../src/model/mail.ts';
import { bottomLine, startedAgent, tmux, turnsOf } from '../../templates/support/conversation.ts';
import { exactMessages } from '../../templates/support/hostile.ts';
import { agent, type Stage } from '../../templates/support/stage.ts';
import { until } from '../../templates/support/until.ts';
import {
  answerTo,
  inFolder,
  ledgerOf,
  mailOf,
  mailStage,
  put,
  startCourier,
  statesOf,
} from '../support/mail-stage.ts';

const keys = (...names: readonly string[]) => ['send-keys', '-t', `=${agent}:`, ...names];

/** Writes of one mail that comes to an agent at rest. */
const WRITES = 7;

test('killed before any write of a mail’s life, it arrives once and is answered', async () => {
  const at = mailStage();
  await startedAgent(at);
  const mails: Mail[] = [];
  for (let dieAt = 1; dieAt <= WRITES; dieAt += 1) {
    const mail = mailOf(`before write ${dieAt}`);
    mails.push(mail);
    await put(at, mail);
    const killed = startCourier(at, dieAt);
    expect(await killed.ended).toBe('SIGKILL');
    expect(killed.writes).toHaveLength(dieAt);
    const next = startCourier(at);
    await answered(at, mail);
    await until(
      'its papers are put away',
      () => inFolder(at, 'new').length === 0 && inFolder(at, 'tmp').length === 0,
    );
    next.child.kill('SIGKILL');
    await next.ended;
  }
  const whole = startCourier(at, WRITES + 1);
  const last = mailOf('no write more');
  await put(at, last);
  await answered(at, last);
  expect(whole.writes).toHaveLength(WRITES);
  expect(turnsOf(at).map(({ message }) => message)).toEqual([...mails, last].map(({ text }) => text));
});

async function answered(at: Stage, mail: Mail): Promise<void> {
  await until(`${mail.text} is answered`, () => ledgerOf(at).get(mail.id)?.state === 'answered', 60);
  expect(answerTo(at, mail)).toContain(`echo: ${mail.text}`);
}

test('killed again and again, each of fifty hostile messages arrives byte for byte, once', {
  timeout: 400_000,
}, async () => {
  const messages = exactMessages.filter((message) => !message.startsWith('!')).slice(0, 50);
  const lanes = [0, 1].map((lane) => messages.filter((_, index) => index % 2 === lane));
  await Promise.all(lanes.map(arriveThroughKills));
});

async function arriveThroughKills(messages: readonly string[]): Promise<void> {
  const at = mailStage();
  await startedAgent(at);
  const mails = messages.map((message, index) => mailOf(message, { at: index }));
  for (const mail of mails) await put(at, mail);
  const isDone = () => mails.every(({ id }) => ledgerOf(at).get(id)?.state === 'answered');
  for (let run = 0; !isDone(); run += 1) {
    const courier = startCourier(at, 4 + (run % 9));
    await until(
      'it is killed, or all is done',
      async () => {
        return isDone() || (courier.child.signalCode !== null && 'killed');
      },
      120,
    );
    courier.child.kill('SIGKILL');
    await courier.ended;
  }
  expect(turnsOf(at).map(({ message }) => message)).toEqual(mails.map(({ text }) => text));
}

describe('killed while it types', () => {
  test('what types so late that it is missed meanwhile types once all the same', async () => {
    const at = mailStage();
    await startedAgent(at);
    const path = join(at.root, 'objects/tool-send');
    const send = readFileSync(path, 'utf8');
    // As on a machine that is very busy: longer than it takes to miss a mail.
    writeFileSync(path, `sleep 5\n${send}`);
    const mail = mailOf('slowly');
    await put(at, mail);
    const courier = startCourier(at);
    await until('the text is taken', () => inFolder(at, 'tmp').some((name) => name.endsWith('.taken')));
    courier.child.kill('SIGKILL');
    await courier.ended;
    startCourier(at);
    await answered(at, mail);
    expect(statesOf(at, mail).filter((state) => state === 'queued')).toHaveLength(1);
    expect(turnsOf(at)).toHaveLength(1);
  });

  test('the typing goes on, and the next courier knows of it', async () => {
    const at = mailStage();
    await startedAgent(at);
    const mail = mailOf('goes on');
    await put(at, mail);
    const courier = startCourier(at);
    await until('it stands in the composer', () => bottomLine(at).includes('bytes]'));
    courier.child.kill('SIGKILL');
    await courier.ended;
    startCourier(at);
    await answered(at, mail);
    expect(statesOf(at, mail)).toEqual(['queued', 'typing', 'started', 'answered']);
    expect(turnsOf(at)).toHaveLength(1);
  });

  test.each([
    [
      'a draft that somebody submits is the mail',
      'Enter',
      ['queued', 'typing', 'typing', 'started', 'answered'],
    ],
    [
      'a draft that somebody takes away is typed again',
      'C-u',
      ['queued', 'typing', 'typing', 'queued', 'typing', 'started', 'answered'],
    ],
  ])('together with the typing: %s', async (_name, key, states) => {
    const at = mailStage();
    await startedAgent(at);
    const mail = mailOf('left in the composer');
    await put(at, mail);
    const courier = startCourier(at);
    await until('it stands in the composer', () => bottomLine(at).includes('bytes]'));
    killTyping(mail);
    courier.child.kill('SIGKILL');
    await courier.ended;
    startCourier(at);
    await until('the ledger says that it may stand there', () =>
      ledgerOf(at).get(mail.id)?.why.includes('may stand in the composer'),
    );
    expect(turnsOf(at)).toEqual([]);
    tmux(at, ...keys(key));
    await answered(at, mail);
    expect(statesOf(at, mail)).toEqual(states);
    expect(turnsOf(at)).toHaveLength(1);
  });
});

/** Ends the process group that types a mail, before its Enter. */
function killTyping({ id }: Mail): void {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const leader = pids.find((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${id}.said`);
    } catch {
      return false;
    }
  });
  if (leader === undefined) throw new Error('nothing types it');
  process.kill(-Number(leader), 'SIGKILL');
}
