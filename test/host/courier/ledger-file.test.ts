import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { LedgerFile } from '../../../src/host/courier/ledger-file.ts';
import { isFinal, ledgerLine, parseLedger } from '../../../src/model/ledger.ts';
import type { LedgerEntry, MailState } from '../../../src/model/mail.ts';

const DAY_MS = 24 * 3600 * 1000;

const states: readonly MailState[] = [
  'queued',
  'held',
  'typing',
  'injected',
  'started',
  'answered',
  'failed',
];
const entries = fc.array(
  fc.record<LedgerEntry>({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    key: fc.string({ unit: 'binary' }),
    at: fc.nat(),
    state: fc.constantFrom(...states),
    why: fc.string({ unit: 'binary' }),
    turn: fc.option(fc.nat()),
    conversation: fc.option(fc.string()),
  }),
  { maxLength: 12 },
);

function last(written: readonly LedgerEntry[]): ReadonlyMap<string, LedgerEntry> {
  return new Map(written.map((entry) => [entry.id, entry]));
}

test('any cut of a ledger is readable, and tells what was whole before it', () => {
  fc.assert(
    fc.property(entries, fc.nat(), (written, at) => {
      const lines = written.map(ledgerLine);
      const bytes = Buffer.from(lines.join(''));
      const cut = at % (bytes.length + 1);
      const read = parseLedger(bytes.subarray(0, cut).toString('utf8'));
      let [count, end] = [0, 0];
      for (const line of lines) {
        end += Buffer.byteLength(line);
        if (end <= cut) count += 1;
      }
      expect([...read]).toEqual([...last(written.slice(0, count))]);
    }),
  );
});

test('what is no entry does not count, and hides no other', () => {
  const entry: LedgerEntry = {
    id: 'a',
    key: 'a',
    at: 1,
    state: 'held',
    why: '',
    turn: null,
    conversation: null,
  };
  const line = ledgerLine(entry);
  for (const odd of [
    '',
    'null',
    '[]',
    '{"id":"a"}',
    '{',
    line.replace('held', 'gone'),
    line.replace('"at":1', '"at":"1"'),
  ])
    expect([...parseLedger(`${line}${odd}\n`)]).toEqual([['a', entry]]);
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'mosaic-ledger-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('a ledger goes on after any cut of its end, and loses nothing that was confirmed', async () => {
  const base = folder();
  let name = 0;
  await fc.assert(
    fc.asyncProperty(entries, fc.string({ unit: 'binary' }), entries, async (before, torn, after) => {
      name += 1;
      const path = join(base, 'ledger', `${name}.jsonl`);
      const first = await LedgerFile.open(path, () => {});
      await first.append(before);
      await first.close();
      appendFileSync(path, `{"id":"a","torn":${JSON.stringify(torn)}`);
      const second = await LedgerFile.open(path, () => {});
      expect([...second.entries]).toEqual([...last(before)]);
      await second.append(after);
      await second.close();
      expect([...parseLedger(readFileSync(path, 'utf8'))]).toEqual([...last([...before, ...after])]);
    }),
    { numRuns: 50 },
  );
});

test('written anew, it forgets only what is over and old', async () => {
  const path = join(folder(), 'a.jsonl');
  const now = 100 * DAY_MS;
  const old = (id: string, state: MailState): LedgerEntry => {
    return { id, key: id, at: now - 8 * DAY_MS, state, why: '', turn: null, conversation: null };
  };
  const written = states.map((state) => old(state, state));
  const fresh = { ...old('fresh', 'answered'), at: now - DAY_MS };
  const file = await LedgerFile.open(path, () => {});
  await file.append([...written, fresh]);
  expect(await file.compact(now)).toEqual(['answered', 'failed']);
  const kept = [...written.filter(({ state }) => !isFinal(state)), fresh];
  expect([...parseLedger(readFileSync(path, 'utf8')).values()]).toEqual(kept);
  await file.append([old('later', 'queued')]);
  expect(await file.compact(now)).toEqual([]);
  expect([...file.entries.keys()]).toEqual([...kept.map(({ id }) => id), 'later']);
  expect(parseLedger(readFileSync(path, 'utf8'))).toEqual(file.entries);
  await file.close();
});

test('cut off between any two writes of being written anew, it says the same', async () => {
  for (const at of [1, 2]) {
    const path = join(folder(), 'a.jsonl');
    let count = -1;
    const file = await LedgerFile.open(path, () => {
      if (count >= 0 && ++count === at) throw new Error('killed');
    });
    const entry = {
      id: 'a',
      key: 'a',
      at: 0,
      state: 'answered',
      why: '',
      turn: 1,
      conversation: null,
    } as const;
    await file.append([entry, { ...entry, id: 'b', at: 9 * DAY_MS }]);
    count = 0;
    await expect(file.compact(10 * DAY_MS)).rejects.toThrow('killed');
    const again = await LedgerFile.open(path, () => {});
    expect([...again.entries.keys()]).toEqual(['a', 'b']);
    expect(await again.compact(10 * DAY_MS)).toEqual(['a']);
    expect([...parseLedger(readFileSync(path, 'utf8')).keys()]).toEqual(['b']);
    await Promise.all([file.close(), again.close()]);
  }
});

test('what could not be written does not count', async () => {
  const file = await LedgerFile.open(join(folder(), 'a.jsonl'), () => {});
  const entry = {
    id: 'a',
    key: 'a',
    at: 0,
    state: 'queued',
    why: '',
    turn: null,
    conversation: null,
  } as const;
  await file.append([entry]);
  // A closed file refuses as a full disk does.
  await file.close();
  await expect(file.append([{ ...entry, id: 'b' }])).rejects.toThrow();
  expect([...file.entries.keys()]).toEqual(['a']);
});
