import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChatAdapter, ChatPost } from '../../../src/model/chat.ts';
import { REAL_LIMITS } from '../../support/discord/limits.ts';
import { type StandIn, startStandIn } from '../../support/discord/stand-in.ts';
import { ADA, adapterFor, MOS } from './discord-platform.ts';

const PLACE = { channel: MOS, thread: null, direct: false };

let discord: StandIn;
let adapter: ChatAdapter;
let folder = '';
beforeEach(async () => {
  discord = await startStandIn({ limits: REAL_LIMITS });
  adapter = adapterFor(discord);
  folder = await mkdtemp(join(tmpdir(), 'mosaic-limits-'));
});
afterEach(async () => {
  await adapter.close();
  await discord.close();
  await rm(folder, { recursive: true });
});

const post = (number: number, more: Partial<ChatPost> = {}): ChatPost => ({
  place: PLACE,
  text: `post ${number}`,
  replyTo: null,
  buttons: [],
  files: [],
  nonce: `n${number}`,
  ...more,
});

/** Sends it as who keeps posts does: again when it is told to. */
async function send(one: ChatPost): Promise<void> {
  for (;;) {
    const result = await adapter.post(one);
    if (result.ok) return;
    if (result.kind === 'never') throw new Error(result.why);
    await pause(result.afterMs);
  }
}

test('a channel takes five posts in five seconds: what is above waits, and Discord never has to refuse one', async () => {
  for (let number = 0; number < 8; number += 1) await send(post(number));
  expect((await discord.control.messages(MOS)).map(({ text }) => text)).toEqual(
    Array.from({ length: 8 }, (_, number) => `post ${number}`),
  );
  const refused = (await discord.control.record(0)).filter(
    (entry) => entry.kind === 'rest' && entry.status === 429,
  );
  expect(refused).toEqual([]);
});

test('a file of 8 MB goes up and comes down; one that is larger than Discord takes is refused before it is sent', async () => {
  const bytes = Buffer.alloc(8_000_000, 'abc');
  const path = join(folder, 'up');
  await writeFile(path, bytes);
  await send(post(1, { files: [{ name: 'eight.bin', path }] }));
  const [made] = await discord.control.messages(MOS);
  expect(made?.files).toMatchObject([{ name: 'eight.bin', size: 8_000_000 }]);
  await discord.control.say({
    user: ADA,
    channel: MOS,
    text: 'take',
    files: [{ name: 'f', base64: bytes.toString('base64') }],
  });
  const said = await adapter.history(PLACE, '', 1);
  const [event] = said.ok ? said.value : [];
  const [file] = event?.kind === 'message' ? event.files : [];
  if (file === undefined) throw new Error('no file');
  expect(await adapter.download(file, join(folder, 'down'), 10_000_000)).toMatchObject({ ok: true });
  expect((await stat(join(folder, 'down'))).size).toBe(8_000_000);
  await writeFile(path, Buffer.alloc(11 * 1024 * 1024));
  expect(await adapter.post(post(2, { files: [{ name: 'eleven.bin', path }] }))).toMatchObject({
    kind: 'never',
  });
  const posts = (await discord.control.record(0)).filter(
    (entry) => entry.kind === 'rest' && entry.method === 'POST',
  );
  expect(posts.length).toBe(1);
});
