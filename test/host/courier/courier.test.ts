import { expect, test } from 'vitest';
import { startedAgent, turnsOf } from '../../templates/support/conversation.ts';
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
