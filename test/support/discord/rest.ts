import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, NO_ROUTE, NO_TOKEN } from './answers.ts';
import type { Call, Ports, Route, UploadedFile } from './calls.ts';
import type { FaultKind, Faults } from './faults.ts';
import type { Limits, Turn } from './limits.ts';
import type { Recorder } from './record.ts';
import { INTERACTION_ROUTES } from './routes-interactions.ts';
import { MESSAGE_ROUTES } from './routes-messages.ts';
import { SERVER_ROUTES } from './routes-server.ts';

const ROUTES: readonly Route[] = [...SERVER_ROUTES, ...MESSAGE_ROUTES, ...INTERACTION_ROUTES];

export interface RestPorts extends Ports {
  readonly record: Recorder;
  readonly faults: Faults;
  readonly turn: (bucket: string, kind: keyof Limits, now: number) => Turn;
}

/** Answers one request, or breaks its connection where a fault says so. */
export async function answerRequest(
  ports: RestPorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://stand-in');
  if (url.pathname.startsWith('/attachments/')) return sendFile(ports, url, response);
  const method = request.method ?? 'GET';
  const path = url.pathname.replace(/^\/api\/v10/, '').replaceAll('%40', '@');
  const { body, files } = await readBody(request);
  const fault = ports.faults.take(method, path);
  const note = (status: number | null): void =>
    ports.record.add({
      kind: 'rest',
      method,
      path: path + url.search,
      status,
      body,
      fault: fault?.kind ?? null,
    });
  if (fault?.kind === 'delay') await pause(fault.ms);
  if (fault?.kind === 'lose-call') {
    note(null);
    return void request.socket.destroy();
  }
  const forced = forcedAnswer(fault);
  const { answer, headers } = forced ?? decide(ports, { method, path, url, body, files, request });
  if (fault?.kind === 'lose-answer') {
    note(null);
    return void request.socket.destroy();
  }
  note(answer.status);
  send(response, answer, headers);
}

interface Decided {
  readonly answer: Answer;
  readonly headers: Readonly<Record<string, string>>;
}

function forcedAnswer(fault: FaultKind | null): Decided | null {
  if (fault?.kind === 'status') {
    const code = fault.code ?? 0;
    return { answer: { status: fault.status, body: { code, message: 'as the test wants it' } }, headers: {} };
  }
  if (fault?.kind !== 'limit') return null;
  const scope = fault.global
    ? { 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' }
    : { 'x-ratelimit-scope': 'shared' };
  return tooMany(fault.seconds, fault.global, { 'retry-after': String(fault.seconds), ...scope });
}

function tooMany(seconds: number, global: boolean, headers: Readonly<Record<string, string>>): Decided {
  const body = { message: 'You are being rate limited.', retry_after: seconds, global };
  return { answer: { status: 429, body }, headers: { via: '1.1 stand-in', ...headers } };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly url: URL;
  readonly body: Call['body'];
  readonly files: readonly UploadedFile[];
  readonly request: IncomingMessage;
}

function decide(ports: RestPorts, { method, path, url, body, files, request }: Asked): Decided {
  const found = ROUTES.find((one) => one.method === method && one.path.test(path));
  if (found === undefined || !url.pathname.startsWith('/api/v10/')) return { answer: NO_ROUTE, headers: {} };
  const known = request.headers.authorization === `Bot ${ports.world.token}`;
  if (!found.open && !known) return { answer: NO_TOKEN, headers: {} };
  const ids = (found.path.exec(path) ?? []).slice(1);
  // A bucket belongs to a route and its first id: channel, server or webhook.
  const bucket = `${method} ${found.kind === 'reactions' ? 'reactions' : found.path.source} ${ids[0] ?? ''}`;
  const turn = ports.turn(bucket, found.kind, Date.now());
  if (!turn.allowed) return tooMany(turn.retryAfter, turn.global, turn.headers);
  return { answer: found.run(ports, { ids, query: url.searchParams, body, files }), headers: turn.headers };
}

function send(
  response: ServerResponse,
  { status, body }: Answer,
  headers: Readonly<Record<string, string>>,
): void {
  if (body === undefined) return void response.writeHead(status, headers).end();
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function sendFile({ world, record }: RestPorts, url: URL, response: ServerResponse): void {
  const file = world.files.get(url.pathname.split('/')[3] ?? '');
  const status = file === undefined ? 404 : 200;
  record.add({ kind: 'rest', method: 'GET', path: url.pathname, status, body: {}, fault: null });
  if (file === undefined) return void response.writeHead(404).end();
  const headers = { 'content-type': file.data.content_type ?? '', 'content-length': file.bytes.length };
  response.writeHead(200, headers).end(file.bytes);
}

interface ReadBody {
  readonly body: Call['body'];
  readonly files: readonly UploadedFile[];
}

async function readBody(request: IncomingMessage): Promise<ReadBody> {
  const type = request.headers['content-type'] ?? '';
  const bytes = await buffer(request);
  if (!type.startsWith('multipart/form-data')) return { body: parseJson(bytes.toString()), files: [] };
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const files: UploadedFile[] = [];
  for (const [field, value] of form) {
    if (!/^files\[\d+\]$/.test(field) || typeof value === 'string') continue;
    files.push({ name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  return { body: parseJson(String(form.get('payload_json') ?? '{}')), files };
}

function parseJson(text: string): Call['body'] {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return value !== null && typeof value === 'object' ? (value as Call['body']) : {};
  } catch {
    return {};
  }
}
