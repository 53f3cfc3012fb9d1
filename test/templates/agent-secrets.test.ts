import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { variablesText } from '../../src/generate/variables-text.ts';
import { startedAgent } from './support/conversation.ts';
import { agent, readRecord, type Stage, stage, startAgent } from './support/stage.ts';

const DUMP = `/usr/bin/env -0 >"$MOSAIC_STATE/env"; exit 0\n`;

/** An agent whose unit has these credentials. */
function withSecrets(
  start: string,
  secrets: Readonly<Record<string, string>>,
  credentials: Readonly<Record<string, Uint8Array>>,
  env: Readonly<Record<string, string>> = {},
): Stage {
  const at = stage({ start });
  const folder = join(at.home, 'given');
  mkdirSync(folder);
  for (const [name, value] of Object.entries(credentials)) writeFileSync(join(folder, name), value);
  writeFileSync(join(at.root, `objects/variables-${agent}`), variablesText({ env, secrets }));
  return { ...at, env: { ...at.env, CREDENTIALS_DIRECTORY: folder } };
}

/** The environment of the harness, byte for byte. */
function environment({ state }: Stage): ReadonlyMap<string, string> {
  const pairs = readFileSync(join(state, 'env'), 'latin1').split('\0');
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

test('a secret arrives in the harness byte for byte, with the line feeds at its end', async () => {
  const every = Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1));
  const awkward = Buffer.concat([every, every.toReversed(), Buffer.from('$(id)`id`\\\n\n\n')]);
  const values = { 'a-key': awkward, long: Buffer.alloc(65_536, 200), lf: Buffer.from('\n') };
  const secrets = { A_KEY: 'a-key', LONG: 'long', LF: 'lf', AGAIN: 'lf' };
  const at = withSecrets(DUMP, secrets, values, { name: 'x', path: 'y', value: 'z' });
  await startAgent(at).ended;
  const got = environment(at);
  expect(got.get('A_KEY')).toBe(awkward.toString('latin1'));
  expect(got.get('LONG')?.length).toBe(65_536);
  expect([got.get('LF'), got.get('AGAIN')]).toEqual(['\n', '\n']);
  // Nothing of how it came is left, and no variable of the roster was used for it.
  expect([got.get('name'), got.get('path'), got.get('value')]).toEqual(['x', 'y', 'z']);
  expect(got.has('MOSAIC_GIVEN') || got.has('CREDENTIALS_DIRECTORY')).toBe(false);
});

test('a credential that the unit does not have is told, and the harness does not start', async () => {
  const at = withSecrets(DUMP, { KEY: 'gone' }, {});
  expect(await startAgent(at).ended).toMatchObject({ code: 73 });
  expect(readFileSync(join(at.state, 'log'), 'utf8')).toContain(
    'The secret gone is not among the credentials of this unit.',
  );
  expect(() => environment(at)).toThrow();
});

test('a stop forgets early ends: what starts then begins at once', async () => {
  const at = stage();
  writeFileSync(join(at.state, 'failures'), 'count=1\nfirst=10\nlast=20\n');
  const running = await startedAgent(at);
  running.child.kill('SIGTERM');
  await running.ended;
  expect(readRecord(at.state, 'failures')).toEqual({});
});
