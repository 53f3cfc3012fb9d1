import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HostDoor } from '../../../src/host/connector/host-door.ts';
import { localDoor } from '../../../src/host/connector/local-door.ts';
import { type HostTools, TOOLS } from '../../../src/model/host-tools.ts';

let base = '';
let door: HostDoor;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'mosaic-door-'));
  const [root, state] = [join(base, 'root'), join(base, 'state')];
  await mkdir(join(root, 'current'), { recursive: true });
  await mkdir(join(state, 'agents/mos'), { recursive: true });
  await writeFile(
    join(root, 'current/manifest.json'),
    JSON.stringify({ agents: [{ name: 'mos', environment: 'objects/0' }] }),
  );
  const tools = Object.fromEntries(TOOLS.map((name) => [name, 'objects/none'])) as HostTools['tools'];
  door = localDoor({ version: 1, fleet: 'lab', host: 'here', tools, root, state });
});
afterEach(() => rm(base, { recursive: true }));

const log = (): string => join(base, 'state/agents/mos/log');

test('shows the last lines of a log', async () => {
  await writeFile(log(), `${'x'.repeat(100_000)}\none\n\ntwo\nthree\n`);
  expect(await door.logs('mos', 2)).toEqual({ ok: true, value: ['two', 'three'] });
});

test('shows nothing of the host through a link that an agent put in the place of its log', async () => {
  await writeFile(join(base, 'secret'), 'of the host\n');
  await symlink(join(base, 'secret'), log());
  expect(await door.logs('mos', 9)).toEqual({ ok: false, why: 'it has no log yet' });
  await rm(log());
  await mkdir(log());
  expect(await door.logs('mos', 9)).toMatchObject({ ok: false });
});

test('what is not deployed here is said, for each act', async () => {
  const gone = { ok: false, why: 'it is not deployed here' };
  expect(await door.logs('nobody', 1)).toEqual(gone);
  expect(await door.decide('nobody', 'f1', 'allow', 'discord:1')).toEqual(gone);
});

test('no question is answered without being named, and a script that is missing is a result', async () => {
  expect(await door.decide('mos', '', 'allow', 'discord:1')).toMatchObject({
    ok: false,
    why: expect.stringMatching(/which question/),
  });
  expect(await door.decide('mos', 'f1', 'allow', 'discord:1')).toMatchObject({ ok: false });
  expect(await door.look()).toMatchObject({ ok: false, why: expect.stringMatching(/ENOENT/) });
});
