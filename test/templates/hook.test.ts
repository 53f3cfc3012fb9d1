import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { hook, readRecord, stage } from './support/stage.ts';

test('merges what it is told and keeps the rest', async () => {
  const at = stage();
  await hook(at, 'state=idle', 'model=m', 'session=s=1==');
  await hook(at, 'state=busy', 'turn+');
  const record = readRecord(at.state, 'hook');
  expect(record).toEqual({ ...record, state: 'busy', model: 'm', session: 's=1==', turn: '1' });
  await hook(at, 'state=', 'turn+');
  expect(readRecord(at.state, 'hook')).toEqual({
    at: expect.any(String),
    model: 'm',
    session: 's=1==',
    turn: '2',
  });
});

test('`at` and `state` stand first, for the sidecar reads no further', async () => {
  const at = stage();
  await hook(at, 'last=x', 'turn+', 'state=idle');
  expect(readFileSync(join(at.state, 'hook'), 'utf8')).toMatch(
    /^at=\d+\nstate=idle\nsince=\d+\nturn=1\nlast=x\n$/,
  );
});

test('`since` moves with the state alone', async () => {
  const at = stage();
  await hook(at, 'state=idle');
  const path = join(at.state, 'hook');
  writeFileSync(path, 'at=5\nstate=idle\nsince=3\n');
  await hook(at, 'state=idle');
  expect(readRecord(path)).toMatchObject({ state: 'idle', since: '3' });
  await hook(at, 'state=busy');
  expect(Number(readRecord(path)['since'])).toBeGreaterThan(1_700_000_000);
});

test.each([
  ['newlines', 'a\nstate=busy\r\nb', 'a state=busy  b'],
  ['escapes', 'a\u001b[31mred\u0007', 'a [31mred '],
  ['C1', 'a\u009bb\u0085c', 'abc'],
  ['letters', 'ä Ё 漢 😀 "$(id)" `id` \\n %s \'', 'ä Ё 漢 😀 "$(id)" `id` \\n %s \''],
  ['a start like an option', '-n', '-n'],
  ['length', 'ß'.repeat(5000), 'ß'.repeat(250)],
])('a value with %s becomes one clean line', async (_, value, clean) => {
  const at = stage();
  await hook(at, 'state=idle', `last=${value}`);
  expect(readRecord(at.state, 'hook')).toMatchObject({ state: 'idle', last: clean });
});

test('an unknown key is refused, and nothing is changed', async () => {
  const at = stage();
  await hook(at, 'state=idle');
  for (const key of ['evil', 'at', 'since', 'PATH', 'state turn', 'record']) {
    expect(await hook(at, 'state=busy', `${key}=1`)).toMatchObject({ code: 64 });
  }
  expect(readRecord(at.state, 'hook')).toMatchObject({ state: 'idle' });
});

test('hooks at the same time lose nothing', async () => {
  const at = stage();
  await Promise.all(Array.from({ length: 24 }, () => hook(at, 'turn+')));
  expect(readRecord(at.state, 'hook')).toMatchObject({ turn: '24' });
  expect(readdirSync(at.state).sort()).toEqual(['hook', 'hook.lock']);
});
