import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ledgerLine } from '../../src/model/ledger.ts';
import type { Mail } from '../../src/model/mail.ts';
import { checkConnector } from '../../src/operate/check-connector.ts';
import { mailTrip } from '../../src/operate/mail-trip.ts';
import { awaitPerson } from '../../src/operate/pair.ts';
import { connect } from '../../src/remote/connect.ts';
import { sampleHost } from './sample.ts';

const here = { ...sampleHost('here'), connection: 'local' as const };
const id = 'a'.repeat(32);
const mail = { id, to: 'mos' } as Mail;
const entry = { id, key: 'k', at: 1, why: 'x', turn: 1, conversation: null };

async function local() {
  const home = mkdtempSync(join(tmpdir(), 'mosaic-trip-'));
  const transport = await connect(here, {});
  onTestFinished(async () => {
    await transport.close();
    rmSync(home, { recursive: true });
  });
  return transport;
}

const prints = (text: string, code = 0) => `cat >/dev/null; printf '%s' '${text}'; exit ${code}`;

test.each([
  [
    `${ledgerLine({ ...entry, state: 'answered' })}ready\nmore`,
    { state: 'answered', why: 'x', answer: 'ready\nmore' },
  ],
  [ledgerLine({ ...entry, state: 'held' }), { state: 'held', why: 'x', answer: null }],
  ['\n', { state: null, why: 'the courier has not come to it', answer: null }],
  ['', { state: null, why: 'exit 0', answer: null }],
])('what %j says of a mail', async (text, trip) => {
  expect(await mailTrip(await local(), 'home', mail, 1, prints(text))).toEqual(trip);
});

test.each([
  ['["one","two"]', 0, ['one', 'two']],
  ['[]', 0, []],
  ['[1]', 0, ['its program could not tell (exit 0)']],
  ['[]', 1, ['its program could not tell (exit 1)']],
  ['', 66, ['it is not deployed']],
])('a check that prints %j and ends in %j', async (text, code, faults) => {
  expect(await checkConnector(await local(), 'home', 'chat', prints(text, code))).toEqual(faults);
});

test('a code is good until a time, or the connector is not there, or it is an error', async () => {
  const awaited = { fleet: 'home', connector: 'chat', salt: 'a', hash: 'b', seconds: 1 };
  expect(await awaitPerson(await local(), awaited, prints('1700000000'))).toBe(1_700_000_000);
  expect(await awaitPerson(await local(), awaited, prints('', 66))).toBeNull();
  await expect(awaitPerson(await local(), awaited, prints('', 74))).rejects.toThrow('could not be stored');
});
