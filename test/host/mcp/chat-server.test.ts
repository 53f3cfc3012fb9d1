import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterEach, expect, test, vi } from 'vitest';
import { type ChatRequest, type ChatRequestResult, NO_CONVERSATION } from '../../../src/model/connector.ts';

const main = resolve(import.meta.dirname, '../../../src/host/mcp/main.ts');
const clients: Client[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

interface Place {
  readonly home: string;
  readonly work: string;
  readonly client: Client;
  readonly folder: (connector: string) => string;
}

async function start(...connectors: string[]): Promise<Place> {
  const home = mkdtempSync(join(tmpdir(), 'mosaic-mcp-'));
  const work = join(home, 'work');
  mkdirSync(work);
  return { home, work, ...(await serve(home, work, connectors)) };
}

async function serve(home: string, work: string, connectors: readonly string[]) {
  const client = new Client({ name: 'test', version: '1' });
  const args = [main, 'discord', 'home', 'mos', ...connectors];
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, cwd: work, env: { HOME: home } }),
  );
  clients.push(client);
  const agent = join(home, '.local/state/mosaic/home/agents/mos');
  return { client, folder: (connector: string) => join(agent, 'chat', connector) };
}

/** What the connector would do: takes the one request, answers it, and gives it back. */
async function takeRequest(
  folder: string,
  answer: (request: ChatRequest) => ChatRequestResult,
): Promise<ChatRequest> {
  const requests = join(folder, 'requests');
  const names = await vi.waitUntil(() => {
    const found = readdirSync(requests).filter((name) => name.endsWith('.json'));
    return found.length > 0 ? found : null;
  });
  const request = JSON.parse(readFileSync(join(requests, names[0] ?? ''), 'utf8')) as ChatRequest;
  const path = join(folder, 'results', `${request.id}.json`);
  writeFileSync(`${path}.new`, JSON.stringify(answer(request)));
  renameSync(`${path}.new`, path);
  return request;
}

const call = (client: Client, name: string, args: Record<string, unknown>) =>
  client.callTool({ name, arguments: args }) as Promise<{
    readonly content: readonly { readonly text: string }[];
    readonly isError?: boolean;
  }>;

const done =
  (...messages: string[]) =>
  ({ id }: ChatRequest): ChatRequestResult => ({ id, outcome: 'done', messages });

test('it is named after its platform and offers what an agent may do there', async () => {
  const { client } = await start('mos-discord');
  expect(client.getServerVersion()?.name).toBe('discord');
  expect(client.getInstructions()).toContain('answer by the tool "reply"');
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(['reply', 'react', 'edit', 'send_file', 'typing']);
  const required = tools.map(({ inputSchema }) => inputSchema.required);
  expect(required).toEqual([
    ['conversation', 'text'],
    ['conversation', 'message', 'emoji'],
    ['conversation', 'message', 'text'],
    ['conversation', 'path'],
    ['conversation'],
  ]);
});

test('a reply is a whole file for the connector, and its result the answer', async () => {
  const { client, folder } = await start('mos-discord');
  const text = 'Grüße 👋 "quoted"\n\u2028```sh\necho $HOME\n```';
  const said = call(client, 'reply', { conversation: 'c1', text });
  const request = await takeRequest(folder('mos-discord'), done('111', '112'));
  expect(request).toEqual({ id: request.id, tool: 'reply', conversation: 'c1', text, files: [] });
  expect(request.id).toMatch(/^[0-9a-f]{32}$/);
  expect(await said).toMatchObject({ content: [{ text: 'done: messages 111, 112' }], isError: false });
  expect(readdirSync(join(folder('mos-discord'), 'results'))).toEqual([]);
});

test('react, edit and typing ask for what they are called with', async () => {
  const { client, folder } = await start('mos-discord');
  const calls = [
    ['react', { conversation: 'c', message: '7', emoji: '👍' }],
    ['edit', { conversation: 'c', message: '7', text: 'half done' }],
    ['typing', { conversation: 'c' }],
  ] as const;
  for (const [tool, args] of calls) {
    const said = call(client, tool, args);
    const request = await takeRequest(folder('mos-discord'), done());
    expect(request).toEqual({ id: request.id, tool, ...args });
    expect((await said).content[0]?.text).toBe('done');
    renameSync(
      join(folder('mos-discord'), 'requests', `${request.id}.json`),
      join(folder('mos-discord'), 'requests', 'taken'),
    );
  }
});

test('a file is sent as it was when the call was made, and its copy goes when it is sent', async () => {
  const { client, folder, work } = await start('mos-discord');
  writeFileSync(join(work, 'report.txt'), 'first');
  const said = call(client, 'send_file', { conversation: 'c', path: 'report.txt', caption: 'the report' });
  const request = await takeRequest(folder('mos-discord'), (asked) => {
    const [path = ''] = asked.tool === 'reply' ? asked.files : [];
    expect(readFileSync(path, 'utf8')).toBe('first');
    expect(path.startsWith(join(folder('mos-discord'), 'files'))).toBe(true);
    return done('5')(asked);
  });
  expect(request).toMatchObject({ tool: 'reply', text: 'the report' });
  expect((await said).content[0]?.text).toBe('done: message 5');
  expect(readdirSync(join(folder('mos-discord'), 'files'))).toEqual([]);
});

test('a file that is not there, or is none, is said at once and nothing is asked', async () => {
  const { client, folder, work } = await start('mos-discord');
  const gone = await call(client, 'reply', { conversation: 'c', text: 'see', files: ['gone.txt'] });
  expect(gone).toMatchObject({
    isError: true,
    content: [{ text: `nothing was sent: there is no file ${work}/gone.txt` }],
  });
  const folderSent = await call(client, 'send_file', { conversation: 'c', path: work });
  expect(folderSent.content[0]?.text).toContain('is not a plain file');
  expect(readdirSync(join(folder('mos-discord'), 'requests'))).toEqual([]);
  expect(readdirSync(join(folder('mos-discord'), 'files'))).toEqual([]);
});

test('what the connector refuses is an error, what it stored is not, and what it garbled is not called sent', async () => {
  const { client, folder } = await start('mos-discord');
  const outcomes: readonly [(request: ChatRequest) => unknown, string, boolean][] = [
    [({ id }) => ({ id, outcome: 'refused', why: 'no such conversation' }), 'refused: no such', true],
    [({ id }) => ({ id, outcome: 'queued', why: 'Discord cannot be reached' }), 'queued: Discord', false],
    [() => 'nonsense', 'queued: the connector took it', false],
    [() => ({ id: 'other', outcome: 'done', messages: [] }), 'queued: the connector took it', false],
  ];
  for (const [answer, text, isError] of outcomes) {
    const said = call(client, 'reply', { conversation: 'c', text: 'hi' });
    const { id } = await takeRequest(folder('mos-discord'), answer as () => ChatRequestResult);
    const got = await said;
    expect(got.content[0]?.text).toContain(text);
    expect(got.isError).toBe(isError);
    renameSync(
      join(folder('mos-discord'), 'requests', `${id}.json`),
      join(folder('mos-discord'), 'requests', 'taken'),
    );
  }
});

test('without a connector that answers it says that the request waits, and leaves it there', async () => {
  const { client, folder } = await start('mos-discord');
  const said = await call(client, 'reply', { conversation: 'c', text: 'later' });
  expect(said).toMatchObject({ isError: false });
  expect(said.content[0]?.text).toBe(
    'queued: the connector has not come to it yet. It is stored and goes out by itself; do not send it again.',
  );
  expect(readdirSync(join(folder('mos-discord'), 'requests'))).toHaveLength(1);
});

test('of several connectors that one answers which knows the conversation', async () => {
  const { client, folder } = await start('one', 'two');
  const elsewhere = ({ id }: ChatRequest): ChatRequestResult => ({
    id,
    outcome: 'refused',
    why: NO_CONVERSATION,
  });
  const said = call(client, 'reply', { conversation: 'c', text: 'hi' });
  await takeRequest(folder('one'), elsewhere);
  await takeRequest(folder('two'), done('1'));
  expect((await said).content[0]?.text).toBe('done: message 1');
  for (const name of ['one', 'two'])
    for (const file of readdirSync(join(folder(name), 'requests')))
      renameSync(join(folder(name), 'requests', file), join(folder(name), 'requests', 'taken'));
  const unknown = call(client, 'reply', { conversation: 'c', text: 'hi' });
  await takeRequest(folder('one'), elsewhere);
  await takeRequest(folder('two'), elsewhere);
  expect(await unknown).toMatchObject({
    isError: true,
    content: [{ text: `nothing was sent: ${NO_CONVERSATION}` }],
  });
});

test('what nobody waits for any more is gone at the next start', async () => {
  const { home, work, folder } = await start('mos-discord');
  const old = join(folder('mos-discord'), 'results', 'late.json');
  const fresh = join(folder('mos-discord'), 'results', 'fresh.json');
  for (const path of [old, fresh]) writeFileSync(path, '{}');
  utimesSync(old, 1, 1);
  await serve(home, work, ['mos-discord']);
  expect(readdirSync(join(folder('mos-discord'), 'results'))).toEqual(['fresh.json']);
});
