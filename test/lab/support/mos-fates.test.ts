import { expect, test } from 'vitest';
import type { LedgerEntry, MailState } from '../../../src/model/mail.ts';
import type { SeenMessage } from '../../support/discord/control.ts';
import { contradictionsOf } from './mos-fates.ts';

const said = [{ number: 1, id: '10' }];
const post = (nonce: string, text: string): SeenMessage => ({
  ...{ id: `9${nonce}`, author: 'bot', text, nonce, replyTo: '10', files: [], buttons: [], reactions: [] },
  ...{ pings: [], everyone: false, onlyFor: null },
});
const ledger = (state: MailState, ...more: readonly string[]) =>
  new Map(
    ['10', ...more].map((id): [string, LedgerEntry] => [
      id,
      { id, key: `discord:${id}`, at: 0, state, why: '', turn: null, conversation: null },
    ]),
  );
const REPLY = post('a', 'reply 1.');
const ACK = post('b', 'mos is busy. Your message is stored, and goes to it when this turn ends.');
const WORDS = post('c', 'mos ended its turn without replying here. Its last words were:\n\nwords 1.\n');
const FAILED = post('d', 'This got no answer from mos: it died. It is not tried again by itself.');

test('a message has one last word, which the ledger confirms', () => {
  expect(contradictionsOf(said, [ACK, REPLY], ledger('answered'))).toEqual([]);
  expect(contradictionsOf(said, [ACK, REPLY], ledger('failed'))).toEqual([]);
  expect(contradictionsOf(said, [WORDS], ledger('answered'))).toEqual([]);
  expect(contradictionsOf(said, [FAILED], ledger('failed'))).toEqual([]);
});

test('what is lost, said twice, or told differently is found', () => {
  const wrong = (posts: readonly SeenMessage[], told = ledger('answered')) =>
    contradictionsOf(said, posts, told).join('\n');
  expect(wrong([ACK])).toContain('has 0 last words');
  expect(wrong([REPLY, FAILED])).toContain('has 2 last words: replied, failed');
  expect(wrong([REPLY, { ...ACK, nonce: 'a' }])).toContain('posted twice: a');
  expect(wrong([ACK, REPLY, { ...ACK, nonce: 'e' }])).toContain('posted twice: 10 mos is busy');
  expect(wrong([REPLY], ledger('started'))).toContain('replied, but the ledger says started');
  expect(wrong([FAILED])).toContain('failed, but the ledger says answered');
  expect(wrong([REPLY], new Map())).toContain('the ledger says nothing');
  expect(wrong([REPLY], ledger('answered', '11'))).toContain('2 mails for 1 messages');
});
