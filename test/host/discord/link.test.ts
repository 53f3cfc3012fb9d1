import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { finalCloseWords } from '../../../src/host/discord/close-words.ts';
import type { ChatAdapter, ChatEvent, LinkState } from '../../../src/model/chat.ts';
import type { RecordEntry } from '../../support/discord/record.ts';
import { type StandIn, startStandIn } from '../../support/discord/stand-in.ts';
import { ADA, adapterFor, MOS } from './discord-platform.ts';

let discord: StandIn;
let adapter: ChatAdapter;
let links: LinkState[] = [];
let texts: string[] = [];
let lines: string[] = [];

beforeEach(async () => {
  discord = await startStandIn();
  lines = [];
  adapter = adapterFor(discord, { log: (line) => void lines.push(line) });
  links = [];
  texts = [];
});
afterEach(async () => {
  await adapter.close();
  await discord.close();
});

const take = (event: ChatEvent): void => {
  if (event.kind === 'message') texts.push(event.text);
};
const ups = (): number => links.filter(({ kind }) => kind === 'up').length;
const open = async (): Promise<void> => {
  await adapter.open({ event: take, link: (state) => void links.push(state) });
};
const comesUp = (times = 1): Promise<void> =>
  vi.waitFor(() => expect(ups()).toBeGreaterThanOrEqual(times), { timeout: 30_000, interval: 20 });
const say = (text: string): Promise<string> => discord.control.say({ user: ADA, channel: MOS, text });
const sessions = async (): Promise<readonly string[]> =>
  (await discord.control.record(0)).flatMap((entry: RecordEntry) =>
    entry.kind === 'session' ? [entry.how] : [],
  );

test('what was missed in a cut comes by RESUME, each once', async () => {
  await open();
  await comesUp();
  await discord.control.drop(null);
  await say('missed');
  await comesUp(2);
  await vi.waitFor(() => expect(texts).toEqual(['missed']));
  expect(await sessions()).toEqual(['identified', 'resumed']);
});

test('the session is kept over an outage in which connections are refused', async () => {
  await open();
  await comesUp();
  await discord.control.refuse(null);
  await say('in the outage');
  await vi.waitFor(() => expect(links.filter(({ kind }) => kind === 'down').length).toBeGreaterThan(1), {
    timeout: 10_000,
  });
  await discord.control.accept();
  await comesUp(2);
  await vi.waitFor(() => expect(texts).toEqual(['in the outage']));
  expect(await sessions()).toEqual(['identified', 'resumed']);
});

test('a refused RESUME becomes a new session', async () => {
  await open();
  await comesUp();
  await discord.control.refuseResumes(1);
  await discord.control.drop(null);
  await comesUp(2);
  expect(await sessions()).toEqual(['identified', 'refused', 'identified']);
});

test('op 7 and a resumable op 9 are obeyed', async () => {
  await open();
  await comesUp();
  await discord.control.askReconnect();
  await comesUp(2);
  await discord.control.invalidate(true);
  await comesUp(3);
  expect(await sessions()).toEqual(['identified', 'resumed', 'resumed']);
});

test('a connection that is dead without being closed is found by its heartbeats', async () => {
  await discord.control.heartbeat(200);
  await open();
  await comesUp();
  await discord.control.deaf(true);
  await vi.waitFor(() => expect(links.at(-1)?.kind).toBe('down'), { timeout: 10_000 });
  await discord.control.deaf(false);
  await comesUp(2);
});

test('a switch that is off in the portal is final, and no further try is made', async () => {
  await discord.control.messageContent(false);
  await open();
  await vi.waitFor(() =>
    expect(links.at(-1)).toMatchObject({
      kind: 'failed',
      why: expect.stringMatching(/Message Content Intent/),
    }),
  );
  // Another one that is cut off waits at least as long for its next try: by then this one would have tried too.
  await discord.control.messageContent(true);
  const second = adapterFor(discord);
  const heard: string[] = [];
  const seconds = (): number => heard.filter((kind) => kind === 'up').length;
  await second.open({ event: () => {}, link: ({ kind }) => void heard.push(kind) });
  await vi.waitFor(() => expect(seconds()).toBe(1));
  await discord.control.drop(null);
  await vi.waitFor(() => expect(seconds()).toBe(2), { timeout: 10_000 });
  await second.close();
  expect(await sessions()).toEqual(['identified', 'resumed']);
  expect(links.at(-1)?.kind).toBe('failed');
});

test('an event that cannot be read is logged, and the next one is heard', async () => {
  await open();
  await comesUp();
  await discord.control.tell({
    event: 'MESSAGE_CREATE',
    data: { id: '1', type: 0, guild_id: discord.setup.server, channel_id: MOS },
  });
  await say('next');
  await vi.waitFor(() => expect(texts).toEqual(['next']));
  expect(lines).toEqual([expect.stringMatching(/MESSAGE_CREATE was not understood/)]);
});

test('a token that is refused later makes the link fail too', async () => {
  await open();
  await comesUp();
  await discord.control.fault({
    method: 'POST',
    path: '/typing$',
    count: 1,
    does: { kind: 'status', status: 401 },
  });
  const place = { channel: MOS, thread: null, direct: false };
  expect(await adapter.typing(place)).toMatchObject({ ok: false, kind: 'later' });
  expect(links.at(-1)).toMatchObject({
    kind: 'failed',
    why: expect.stringMatching(/secret set discord-token/),
  });
});

test.each([4004, 4010, 4011, 4012, 4013, 4014])('close code %i is final', (code) => {
  expect(finalCloseWords(code, 'discord-token')).toMatch(/\w/);
});

test.each([1000, 1001, 1006, 4000, 4007, 4008, 4009])('close code %i is not', (code) => {
  expect(finalCloseWords(code, 'discord-token')).toBe(null);
});

test('a session that was closed properly is begun anew', async () => {
  await open();
  await comesUp();
  for (const [index, code] of [1000, 4009].entries()) {
    await discord.control.drop(code);
    await comesUp(index + 2);
  }
  expect((await sessions()).filter((how) => how === 'identified').length).toBe(2);
});

test('the slash command is registered once', async () => {
  const posts = async (): Promise<number> =>
    (await discord.control.record(0)).filter(
      (entry) => entry.kind === 'rest' && entry.method === 'POST' && entry.path.endsWith('/commands'),
    ).length;
  await open();
  await vi.waitFor(async () => expect(await discord.control.commands()).toEqual(['fleet']));
  const second = adapterFor(discord);
  await second.open({ event: () => {}, link: () => {} });
  await vi.waitFor(async () => {
    const reads = (await discord.control.record(0)).filter(
      (entry) => entry.kind === 'rest' && entry.method === 'GET' && entry.path.endsWith('/commands'),
    );
    expect(reads.length).toBe(2);
  });
  await second.close();
  expect(await posts()).toBe(1);
});

test('a bot that is not in its server is no link, until somebody lets it in', async () => {
  await discord.control.member(false);
  await open();
  const out = { kind: 'down', why: expect.stringMatching(/not in server.*oauth2\/authorize\?client_id=/) };
  await vi.waitFor(() => expect(links.at(-1)).toEqual(out));
  await discord.control.member(true);
  await comesUp();
  await discord.control.member(false);
  await vi.waitFor(() => expect(links.at(-1)).toEqual(out));
});
