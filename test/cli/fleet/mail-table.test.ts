import pc from 'picocolors';
import { expect, test } from 'vitest';
import { mailTable } from '../../../src/cli/fleet/mail-table.ts';
import type { MailDocument } from '../../../src/model/contract-mail.ts';
import { isRecent, type MailRow } from '../../../src/model/mail-rows.ts';

const style = pc.createColors(false);
const NOW = 1_000_000_000;

function row(over: Partial<MailRow>): MailRow {
  const blank = {
    id: 'a',
    host: 'h',
    agent: 'mos',
    from: 'operator ann',
    why: '',
    at: NOW - 90_000,
    turn: null,
  };
  return { ...blank, state: 'queued', since: NOW, ...over };
}

function table(rows: readonly MailRow[], ...hosts: MailDocument['hosts'][number][]): string {
  const document: MailDocument = { version: 1, fleet: 'home', mails: [], hosts };
  return mailTable(document, rows, { h: NOW }, style);
}

const running = { host: 'h', courier: 'running', error: null } as const;

test('mails are told by age, sender, state and reason; hostile text is shown, not obeyed', () => {
  const rows = [
    row({ state: 'held', why: 'it is busy' }),
    row({ from: 'Bob\u001b[2J (discord 7)', state: 'ambiguous', why: 'no turn', at: NOW - 5000 }),
    row({ from: null, state: 'answered', at: null }),
  ];
  expect(table(rows, running)).toBe(
    [
      'AGE  FROM                  TO   STATE      WHY',
      ' 1m  operator ann          mos  held       it is busy',
      ' 5s  Bob\\e[2J (discord 7)  mos  ambiguous  no turn',
      '  –  –                     mos  answered',
      '',
    ].join('\n'),
  );
  expect(table([], running)).toBe('no mail\n');
});

test('a host that delivers nothing says so', () => {
  const error = { code: 'timeout', message: 'no answer', next: 'mosaic fleet ps' };
  expect(table([], { host: 'h', courier: null, error })).toBe('no mail\n\nh: no answer\n  mosaic fleet ps\n');
  expect(table([], { ...running, courier: 'down' })).toContain('h: its courier does not run');
  expect(table([row({})], { ...running, courier: 'none' })).toContain('h: it has no courier');
  expect(table([], { ...running, courier: 'none' })).toBe('no mail\n');
});

test('what is over is shown for a day', () => {
  const day = 24 * 3600 * 1000;
  expect(isRecent(row({ state: 'answered', since: NOW - day + 1 }), NOW)).toBe(true);
  expect(isRecent(row({ state: 'answered', since: NOW - day }), NOW)).toBe(false);
  expect(isRecent(row({ state: 'held', since: 0 }), NOW)).toBe(true);
});
