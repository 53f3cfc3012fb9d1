import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { type ModelServer, startModelServer } from './server.ts';
import { limited, overloaded } from './step.ts';

async function model(): Promise<ModelServer> {
  const server = await startModelServer();
  onTestFinished(() => server.close());
  return server;
}

const TOOLS = [{ name: 'Bash' }, { name: 'mcp__discord__reply' }];

function ask(at: string, content: unknown, more: object = {}): Promise<Response> {
  const body = { model: 'm', tools: TOOLS, messages: [{ role: 'user', content }], ...more };
  return fetch(`${at}/v1/messages`, { method: 'POST', body: JSON.stringify(body) });
}

type Answer = { readonly content: readonly unknown[]; readonly stop_reason: string };
const answerTo = async (at: string, content: unknown, more: object = {}) =>
  (await (await ask(at, content, more)).json()) as Answer;

const said = (words: string) => ({ content: [{ type: 'text', text: words }], stop_reason: 'end_turn' });
const used = (name: string, input: unknown) => ({
  content: [{ type: 'tool_use', id: expect.any(String), name, input }],
  stop_reason: 'tool_use',
});

test('says what it is told again, but not what a harness reminds it of', async () => {
  const { url, requests } = await model();
  expect(await answerTo(url, 'hello')).toMatchObject(said('echo: hello'));
  const blocks = ['<system-reminder>be nice\n</system-reminder>\n', 'again'].map((words) => ({
    type: 'text',
    text: words,
  }));
  expect(await answerTo(url, blocks)).toMatchObject(said('echo: again'));
  expect(requests.map(({ conversation }) => conversation.at(-1)?.texts)).toEqual([['hello'], ['again']]);
  // A turn that failed stands in one message with the next.
  const both = ['!401', 'hello'].map((words) => ({ type: 'text', text: words }));
  expect(await answerTo(url, both)).toMatchObject(said('echo: hello'));
});

test('obeys a directive on any line, and says what the tool gave', async () => {
  const { url } = await model();
  expect(await answerTo(url, 'a\n!bash echo hi\nb')).toMatchObject(
    used('Bash', { command: 'echo hi', description: expect.any(String) }),
  );
  expect(await answerTo(url, '!reply c-1 it is done')).toMatchObject(
    used('mcp__discord__reply', { conversation: 'c-1', text: 'it is done' }),
  );
  expect(await answerTo(url, '!use X {"a":1}')).toMatchObject(used('X', { a: 1 }));
  const result = [{ type: 'tool_result', tool_use_id: 't', content: 'hi', is_error: true }];
  expect(await answerTo(url, result)).toMatchObject(said('refused: hi'));
});

test('replies by the tool that it is told to use, if it has it', async () => {
  const { url } = await model();
  const mail = '[mosaic mail 1]\nhello\nReply with mcp__discord__reply, conversation d:1/2.';
  expect(await answerTo(url, mail)).toMatchObject(
    used('mcp__discord__reply', { conversation: 'd:1/2', text: `echo: ${mail}` }),
  );
  const { content } = await answerTo(url, mail, { tools: [{ name: 'Bash' }] });
  expect(content).toMatchObject([{ type: 'text' }]);
});

test('refuses as the real ones do', async () => {
  const { url } = await model();
  expect((await ask(url, '!401')).status).toBe(401);
  const busy = await ask(url, '!529');
  expect([busy.status, await busy.json()]).toMatchObject([
    529,
    { type: 'error', error: { type: 'overloaded_error' } },
  ]);
  const { status, headers } = await ask(url, '!429 90');
  expect([status, headers.get('retry-after')]).toEqual([429, '90']);
  expect(Number(headers.get('anthropic-ratelimit-unified-reset'))).toBeGreaterThan(Date.now() / 1000 + 80);
  expect(limited(90, 1000)).toMatchObject({ headers: { 'anthropic-ratelimit-unified-reset': '1090' } });
});

test('streams a text and a tool in pieces that join to the whole', async () => {
  const { url, behave } = await model();
  const command = `echo ${'äö😀"\\'.repeat(50)}`;
  behave([{ kind: 'use', tool: 'Bash', input: { command }, text: 'Let me see.' }]);
  const stream = await (await ask(url, 'x', { stream: true })).text();
  const events = stream
    .split('\n')
    .flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6))] : []));
  expect(events.map(({ type }) => type).filter((type) => type !== 'content_block_delta')).toEqual([
    'message_start',
    'content_block_start',
    'content_block_stop',
    'content_block_start',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
  expect(events.map(({ delta }) => delta?.text ?? '').join('')).toBe('Let me see.');
  expect(JSON.parse(events.map(({ delta }) => delta?.partial_json ?? '').join(''))).toEqual({ command });
});

test('cuts a stream, waits, and does what a list says, then what it is told', async () => {
  const { url, behave } = await model();
  const cut = await ask(url, '!cut', { stream: true });
  await expect(cut.text()).rejects.toThrow();
  await expect((await ask(url, '!cut')).text()).rejects.toThrow();
  behave([overloaded, { kind: 'wait', ms: 1, next: { kind: 'say', text: 'at last' } }]);
  expect((await ask(url, 'x')).status).toBe(529);
  expect(await answerTo(url, 'x')).toMatchObject(said('at last'));
  expect(await answerTo(url, 'x')).toMatchObject(said('echo: x'));
});

test('asides, tokens and what it does not know are answered and told apart', async () => {
  const { url, requests, asides, paths } = await model();
  await ask(url, 'a title, please', { tools: [] });
  expect([requests.length, asides.length]).toEqual([0, 1]);
  const count = await fetch(`${url}/v1/messages/count_tokens`, { method: 'POST', body: '{"messages":[]}' });
  expect(await count.json()).toEqual({ input_tokens: 4 });
  expect((await fetch(`${url}/v1/nothing?x=1`)).status).toBe(404);
  expect(paths).toEqual(['POST /v1/messages', 'POST /v1/messages/count_tokens', 'GET /v1/nothing?x=1']);
});

test('runs as a program, and ends with who started it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mosaic-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, 'log');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--log', log]);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const [line] = (await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve)))
    .toString()
    .split('\n');
  expect(await answerTo(line ?? '', 'hello')).toMatchObject(said('echo: hello'));
  expect(JSON.parse(readFileSync(log, 'utf8'))).toMatchObject({ conversation: [{ texts: ['hello'] }] });
  child.stdin.end();
  expect(await ended).toBe(0);
  expect(await text(child.stderr)).toBe('');
});
