import { afterEach, beforeEach, expect, test } from 'vitest';
import { REAL_LIMITS } from './limits.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

const ADA = '500000000000000001';
const MOS = '400000000000000001';

let discord: StandIn;
beforeEach(async () => {
  discord = await startStandIn();
});
afterEach(() => discord.close());

interface Told {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what Discord sends is looked into field by field.
  readonly body: any;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  token = discord.setup.token,
): Promise<Told> {
  const form = body instanceof FormData;
  const type: Record<string, string> =
    form || body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${discord.api}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${token}`, ...type },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

const post = (body: unknown): Promise<Told> => call('POST', `/channels/${MOS}/messages`, body);

test('who one is, the gateway, the application; a wrong token is 401', async () => {
  expect((await call('GET', '/users/@me')).body).toMatchObject({ id: discord.setup.bot, bot: true });
  expect((await call('GET', '/gateway/bot')).body).toMatchObject({
    url: discord.api.replace('http', 'ws').replace('/api', ''),
    shards: 1,
  });
  expect((await call('GET', '/applications/@me')).body.flags).toBe(1 << 19);
  expect((await call('GET', '/users/@me', undefined, 'wrong')).status).toBe(401);
});

test('messages are made once by an enforced nonce, listed newest first, edited by their author alone', async () => {
  const first = await post({ content: 'one', nonce: 'n1', enforce_nonce: true });
  const again = await post({ content: 'one', nonce: 'n1', enforce_nonce: true });
  expect(again.body.id).toBe(first.body.id);
  const second = await post({ content: 'two', nonce: 'n1' });
  expect(second.body.id).not.toBe(first.body.id);
  const said = await discord.control.say({ user: ADA, channel: MOS, text: 'three' });
  const list = async (query: string): Promise<readonly string[]> =>
    (await call('GET', `/channels/${MOS}/messages?${query}`)).body.map(
      (one: { content: string }) => one.content,
    );
  expect(await list('limit=2')).toEqual(['three', 'two']);
  expect(await list(`after=${first.body.id}&limit=1`)).toEqual(['two']);
  expect(await list(`before=${said}&limit=1`)).toEqual(['two']);
  expect(await list(`around=${second.body.id}&limit=3`)).toEqual(['three', 'two', 'one']);
  expect(
    (await call('PATCH', `/channels/${MOS}/messages/${first.body.id}`, { content: 'uno' })).body.content,
  ).toBe('uno');
  expect((await call('PATCH', `/channels/${MOS}/messages/${said}`, { content: 'x' })).body.code).toBe(50005);
});

test.each([
  ['too long', { content: 'x'.repeat(2001) }, 400, 50035],
  ['empty', { content: ' ' }, 400, 50006],
  ['a long nonce', { content: 'x', nonce: 'n'.repeat(26) }, 400, 50035],
  ['an answer to nothing', { content: 'x', message_reference: { message_id: '1' } }, 400, 50035],
  [
    'six buttons in a row',
    { content: 'x', components: [{ type: 1, components: Array(6).fill({ type: 2 }) }] },
    400,
    50035,
  ],
])('a message that is %s is refused', async (_what, body, status, code) => {
  const told = await post(body);
  expect([told.status, told.body.code]).toEqual([status, code]);
});

test('unknown things have their numbers, missing rights theirs', async () => {
  const code = async (method: string, path: string, body?: unknown): Promise<number> =>
    (await call(method, path, body)).body.code;
  expect(await code('GET', '/channels/999')).toBe(10003);
  expect(await code('GET', '/guilds/999')).toBe(10004);
  expect(await code('GET', `/guilds/${discord.setup.server}/members/999`)).toBe(10007);
  expect(await code('GET', `/channels/${MOS}/messages/999`)).toBe(10008);
  await discord.control.deny({ channel: MOS, rights: ['SendMessages'] });
  expect(await code('POST', `/channels/${MOS}/messages`, { content: 'x' })).toBe(50013);
  await discord.control.deny({ channel: MOS, rights: ['ViewChannel'] });
  expect(await code('GET', `/channels/${MOS}`)).toBe(50001);
});

test('the history is empty without the right to read it, and blank without the switch MessageContent', async () => {
  await discord.control.say({ user: ADA, channel: MOS, text: 'secret' });
  const texts = async (): Promise<readonly string[]> =>
    (await call('GET', `/channels/${MOS}/messages`)).body.map((one: { content: string }) => one.content);
  expect(await texts()).toEqual(['secret']);
  await discord.control.messageContent(false);
  expect(await texts()).toEqual(['']);
  await discord.control.deny({ channel: MOS, rights: ['ReadMessageHistory'] });
  expect(await texts()).toEqual([]);
});

test('reactions come and go; what is no emoji is refused', async () => {
  const id = await discord.control.say({ user: ADA, channel: MOS, text: 'hi' });
  const path = (emoji: string): string =>
    `/channels/${MOS}/messages/${id}/reactions/${encodeURIComponent(emoji)}/@me`;
  expect((await call('PUT', path('👀'))).status).toBe(204);
  expect((await discord.control.messages(MOS)).map(({ reactions }) => reactions)).toEqual([['👀']]);
  expect((await call('DELETE', path('👀'))).status).toBe(204);
  expect((await discord.control.messages(MOS)).map(({ reactions }) => reactions)).toEqual([[]]);
  expect((await call('PUT', path('no'))).body.code).toBe(10014);
});

test('files go up in multipart, and come down as they were', async () => {
  const bytes = new Uint8Array([0, 1, 2, 255]);
  const form = new FormData();
  form.set('payload_json', JSON.stringify({ content: 'here', attachments: [{ id: 0 }] }));
  form.set('files[0]', new Blob([bytes]), 'a b.bin');
  const { body } = await post(form);
  expect(body.attachments).toMatchObject([{ filename: 'a b.bin', size: 4 }]);
  expect(new Uint8Array(await (await fetch(body.attachments[0].url)).arrayBuffer())).toEqual(bytes);
});

test('nobody is pinged but those whom allowed_mentions lets', async () => {
  const content = `@everyone <@${ADA}>`;
  const loud = await post({ content });
  const quiet = await post({ content, allowed_mentions: { parse: [] } });
  expect([loud.body.mention_everyone, loud.body.mentions.length]).toEqual([true, 1]);
  expect([quiet.body.mention_everyone, quiet.body.mentions.length]).toEqual([false, 0]);
});

test('limits are told in headers, kept per channel and over all, and end', async () => {
  await discord.control.limit({ messages: { limit: 2, perMs: 60_000 } });
  const first = await post({ content: '1' });
  expect(first.headers.get('x-ratelimit-remaining')).toBe('1');
  await post({ content: '2' });
  const third = await post({ content: '3' });
  expect([third.status, third.body.global, third.headers.get('x-ratelimit-scope')]).toEqual([
    429,
    false,
    'user',
  ]);
  expect(third.body.retry_after).toBeGreaterThan(0);
  expect((await discord.control.messages(MOS)).length).toBe(2);
  await discord.control.limit({ global: { limit: 1, perMs: 60_000 }, messages: REAL_LIMITS.messages });
  const all = await call('GET', '/users/@me');
  expect([all.status, all.body.global, all.headers.get('x-ratelimit-global')]).toEqual([429, true, 'true']);
});

test('an answer can be lost after the work, a call before it; any status can be forced', async () => {
  const fault = (does: Parameters<typeof discord.control.fault>[0]['does']): Promise<void> =>
    discord.control.fault({ method: 'POST', path: '/messages$', count: 1, does });
  await fault({ kind: 'lose-answer' });
  await expect(post({ content: 'kept' })).rejects.toThrow();
  await fault({ kind: 'lose-call' });
  await expect(post({ content: 'never' })).rejects.toThrow();
  await fault({ kind: 'status', status: 503 });
  expect((await post({ content: 'never' })).status).toBe(503);
  await fault({ kind: 'limit', seconds: 0.5, global: true });
  expect((await post({ content: 'never' })).headers.get('retry-after')).toBe('0.5');
  expect((await discord.control.messages(MOS)).map(({ text }) => text)).toEqual(['kept']);
});
