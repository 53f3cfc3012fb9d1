import { expect, test } from 'vitest';
import { readMail } from '../../src/model/read-mail.ts';

const id = '0123456789abcdef0123456789abcdef';
const mail = {
  version: 1,
  id,
  key: 'k',
  to: 'w-1',
  from: { kind: 'chat', connector: 'd', user: '1', name: 'ann' },
  at: 1,
  expires: null,
  hops: 0,
  conversation: 'c',
  text: `[mosaic mail ${id}]\nhi`,
};

test('a mail is read as it was written', () => {
  expect(readMail(id, 'w-1', JSON.stringify(mail))).toEqual({ ok: true, mail });
});

test.each<[string, object | string, string]>([
  ['cut off', '{"version":1', 'not JSON'],
  ['a list', '[]', 'version'],
  ['null', 'null', 'not an object'],
  ['of another version', { version: 2 }, 'version'],
  ['of another id', { id: 'f'.repeat(32) }, 'name of its file'],
  ['for another agent', { to: 'w-2' }, 'another agent'],
  ['without a key', { key: '' }, 'key'],
  ['from nobody', { from: undefined }, 'from'],
  ['from a chat without a user', { from: { kind: 'chat', name: 'x' } }, 'from'],
  ['of no time', { at: 'now' }, 'when'],
  ['with an odd end', { expires: 'soon' }, 'end'],
  ['with odd hops', { hops: -1 }, 'hops'],
  ['with half a character', { text: `${id} \ud800` }, 'no text'],
  ['whose text does not hold its id', { text: 'hi' }, 'does not hold its id'],
])('a mail that is %s is none', (_name, over, why) => {
  const text = typeof over === 'string' ? over : JSON.stringify({ ...mail, ...over });
  const faulty = Array.isArray(over) ? '[]' : text;
  expect(readMail(id, 'w-1', faulty)).toEqual({ ok: false, why: expect.stringContaining(why) });
});
