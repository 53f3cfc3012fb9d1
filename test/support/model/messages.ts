import type { ServerResponse } from 'node:http';
import type { ModelRequest, Said, Step } from './step.ts';

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: unknown;
  readonly tool_use_id?: string;
  readonly content?: string | readonly Block[];
  readonly is_error?: boolean;
}

interface Body {
  readonly model?: string;
  readonly stream?: boolean;
  readonly system?: string | readonly Block[];
  readonly tools?: readonly { readonly name: string }[];
  readonly messages?: readonly { readonly role: Said['role']; readonly content: string | readonly Block[] }[];
}

/** Reads the body of `POST /v1/messages`. */
export function readMessages(
  written: unknown,
  at: number,
  headers: ModelRequest['headers'],
): ModelRequest & { readonly stream: boolean } {
  const body = written as Body;
  return {
    at,
    api: 'messages',
    model: body.model ?? '',
    tools: (body.tools ?? []).map(({ name }) => name),
    system: textOf(body.system ?? ''),
    conversation: (body.messages ?? []).map(({ role, content }) => saidBy(role, content)),
    headers,
    body,
    stream: body.stream === true,
  };
}

function saidBy(role: Said['role'], content: string | readonly Block[]): Said {
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content } as Block] : content;
  const texts = blocks.flatMap(({ type, text }) => (type === 'text' ? [text ?? ''] : []));
  return {
    role,
    texts: texts
      .map((text) => text.replaceAll(/<system-reminder>[\s\S]*?<\/system-reminder>\s*/g, ''))
      .filter((text) => text.trim() !== ''),
    uses: blocks.flatMap(({ type, id, name, input }) =>
      type === 'tool_use' ? [{ id: id ?? '', tool: name ?? '', input }] : [],
    ),
    results: blocks.flatMap(({ type, tool_use_id, content: given, is_error }) =>
      type === 'tool_result'
        ? [{ id: tool_use_id ?? '', text: textOf(given ?? ''), failed: is_error === true }]
        : [],
    ),
  };
}

function textOf(content: string | readonly Block[]): string {
  if (typeof content === 'string') return content;
  return content.flatMap(({ type, text }) => (type === 'text' ? [text ?? ''] : [])).join('\n');
}

/** Answers `POST /v1/messages` by a step that does not wait; `n` tells one answer from another. */
export function answerMessages(
  request: ModelRequest & { readonly stream: boolean },
  step: Exclude<Step, { kind: 'wait' }>,
  n: number,
  to: ServerResponse,
): void {
  if (step.kind === 'fail') {
    sendError(step, to);
    return;
  }
  const content = blocksOf(step, n);
  const message = {
    id: `msg_${n}`,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content: [] as readonly Block[],
    stop_reason: null as string | null,
    stop_sequence: null,
    usage: { input_tokens: Math.ceil(JSON.stringify(request.body).length / 4), output_tokens: 20 },
  };
  const stop_reason = step.kind === 'use' ? 'tool_use' : 'end_turn';
  if (!request.stream && step.kind === 'cut') {
    to.writeHead(200, { 'content-type': 'application/json' });
    to.write('{"id":', () => to.destroy());
    return;
  }
  if (!request.stream) {
    sendJson(200, { ...message, content, stop_reason }, to);
    return;
  }
  to.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const emit = (type: string, data: object) =>
    to.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  emit('message_start', { message });
  for (const [index, block] of content.entries()) emitBlock(emit, index, block);
  // The last bytes must have left before the connection is cut.
  if (step.kind === 'cut') {
    to.write(': cut\n\n', () => to.destroy());
    return;
  }
  emit('message_delta', { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 20 } });
  emit('message_stop', {});
  to.end();
}

function blocksOf(step: Exclude<Step, { kind: 'wait' | 'fail' }>, n: number): readonly Block[] {
  if (step.kind !== 'use') return [{ type: 'text', text: step.text }];
  const said = step.text === undefined ? [] : [{ type: 'text', text: step.text }];
  return [...said, { type: 'tool_use', id: `toolu_${n}`, name: step.tool, input: step.input }];
}

function emitBlock(emit: (type: string, data: object) => unknown, index: number, block: Block): void {
  const isText = block.type === 'text';
  emit('content_block_start', {
    index,
    content_block: isText ? { type: 'text', text: '' } : { ...block, input: {} },
  });
  for (const piece of pieces(isText ? (block.text ?? '') : JSON.stringify(block.input))) {
    const delta = isText
      ? { type: 'text_delta', text: piece }
      : { type: 'input_json_delta', partial_json: piece };
    emit('content_block_delta', { index, delta });
  }
  emit('content_block_stop', { index });
}

// Cut anywhere but within a character, as a real one may.
function pieces(text: string): readonly string[] {
  return text.match(/[\s\S]{1,40}/gu) ?? [''];
}

function sendError(step: Extract<Step, { kind: 'fail' }>, to: ServerResponse): void {
  const { status, type, message, headers } = step;
  sendJson(status, { type: 'error', error: { type, message } }, to, headers);
}

export function sendJson(
  status: number,
  body: unknown,
  to: ServerResponse,
  headers: Readonly<Record<string, string>> = {},
): void {
  to.writeHead(status, { 'content-type': 'application/json', ...headers });
  to.end(JSON.stringify(body));
}
