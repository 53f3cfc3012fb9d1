import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { entriesOf } from '../../../src/host/connector/compact.ts';
import { applyEntry, emptyState, pendingItems } from '../../../src/host/connector/fold.ts';
import { Journal } from '../../../src/host/connector/journal.ts';
import type { Entry, OutboxItem } from '../../../src/host/connector/state.ts';
import type { ChatEvent } from '../../../src/model/chat.ts';
import { ANN } from '../support/connector-process.ts';

const DAY = 86_400_000;
const NOW = 100 * DAY;
const place = { channel: 'c1', thread: null, direct: false };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mosaic-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = () => join(folder, 'journal.jsonl');
const open = () => new Journal(folder, () => NOW);
const event = (id: string, text = 'x'): ChatEvent => ({
  kind: 'message',
  id,
  at: NOW,
  user: ANN,
  place,
  text,
  files: [],
  mentions: true,
});
const item = (nonce: string, more: Partial<OutboxItem> = {}): OutboxItem =>
  ({
    kind: 'post',
    nonce,
    key: nonce,
    at: NOW,
    place,
    text: 'said',
    buttons: [],
    replyTo: null,
    files: [],
    conversation: 'c',
    ...more,
  }) as OutboxItem;

test('what was appended is there after a new start, and a line that is half written is not', () => {
  const journal = open();
  journal.append({ kind: 'event', event: event('1') }, { kind: 'mark', place, message: '1' });
  journal.close();
  appendFileSync(path(), '[{"kind":"event","event":{"id":"2"');
  const again = open();
  expect([...again.state.events.keys()]).toEqual(['1']);
  again.append({ kind: 'done', event: '1', at: NOW });
  again.close();
  expect(open().state.events.get('1')?.event).toBe(null);
  expect(readFileSync(path(), 'utf8').split('\n')).toHaveLength(3);
});

test('a line that the disk lost takes no other with it', () => {
  const journal = open();
  for (const id of ['1', '2', '3']) journal.append({ kind: 'event', event: event(id) });
  journal.close();
  writeFileSync(path(), readFileSync(path(), 'utf8').replace('"id":"2"', '\0\0\0\0\0\0\0\0'));
  expect([...open().state.events.keys()]).toEqual(['1', '3']);
});

test('two items of one nonce are one; what was posted or given up no longer waits', () => {
  const state = emptyState();
  const entries: readonly Entry[] = [
    { kind: 'item', item: item('a') },
    { kind: 'item', item: item('a', { text: 'other' }) },
    { kind: 'item', item: item('b') },
    { kind: 'item', item: item('c') },
    { kind: 'trying', nonce: 'a', after: '7' },
    { kind: 'posted', nonce: 'a', message: '8' },
    { kind: 'given-up', nonce: 'b', why: 'no' },
    { kind: 'posted', nonce: 'unknown', message: '9' },
  ];
  for (const entry of entries) applyEntry(state, entry);
  expect([...pendingItems(state).values()].flat().map(({ nonce }) => nonce)).toEqual(['c']);
  expect(state.items.get('a')?.item.text).toBe('said');
  expect([...state.ours]).toEqual([['8', 'c']]);
});

test('a journal that grew large is written anew, without what is old and over, and says the same', () => {
  const conversation = { id: 'c', place, message: '1', user: 'ann', agent: 'mos', mail: 'm', at: NOW };
  const prompt = { nonce: 'p', agent: 'mos', fingerprint: 'f', expires: NOW, place, post: 'x', at: NOW };
  const entries: readonly Entry[] = [
    { kind: 'event', event: event('open') },
    { kind: 'done', event: 'old', at: NOW - 30 * DAY },
    { kind: 'done', event: 'new', at: NOW - DAY },
    { kind: 'mark', place, message: 'new' },
    { kind: 'conversation', conversation },
    { kind: 'replied', conversation: 'c' },
    { kind: 'conversation', conversation: { ...conversation, id: 'old', at: NOW - 60 * DAY } },
    { kind: 'ended', conversation: 'old' },
    { kind: 'item', item: item('waiting') },
    { kind: 'item', item: item('trying') },
    { kind: 'trying', nonce: 'trying', after: '3' },
    { kind: 'item', item: item('posted') },
    { kind: 'posted', nonce: 'posted', message: '4' },
    { kind: 'request', request: { id: 'r', agent: 'mos', nonces: ['posted'], refused: null, at: NOW } },
    { kind: 'prompt', prompt },
    { kind: 'prompt-over', nonce: 'p', how: 'pressed', at: NOW },
    { kind: 'alert', agent: 'mos', trouble: 'auth-hold' },
  ];
  const journal = open();
  journal.append(...entries);
  for (let count = 0; count < 10; count += 1)
    journal.append(
      { kind: 'event', event: event('large', 'x'.repeat(1024 * 1024)) },
      { kind: 'done', event: 'large', at: NOW },
    );
  journal.close();
  expect(statSync(path()).size).toBeLessThan(4 * 1024 * 1024);
  const again = open();
  expect([...again.state.events.keys()]).toEqual(['open', 'new', 'large']);
  expect([...again.state.conversations.keys()]).toEqual(['c']);
  expect(again.state.conversations.get('c')).toMatchObject({ replied: true, ended: false });
  expect([...again.state.items].map(([nonce, { delivery }]) => [nonce, delivery.kind])).toEqual([
    ['waiting', 'waiting'],
    ['trying', 'trying'],
    ['posted', 'posted'],
  ]);
  expect(again.state.items.get('waiting')?.item.text).toBe('said');
  expect(again.state.prompts.get('p')?.over).toBe('pressed');
  expect(again.state.alerts.get('mos')).toBe('auth-hold');
  expect(again.state.ours.get('4')).toBe('c');
  const twice = emptyState();
  for (const entry of entriesOf(again.state, NOW)) applyEntry(twice, entry);
  expect(twice).toEqual(again.state);
});
