import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { obedient } from './directives.ts';
import { answerMessages, readMessages, sendJson } from './messages.ts';
import type { Behaviour, ModelRequest, Step } from './step.ts';

export interface ModelServer {
  /** Without a slash at its end: what harnesses take as the base of their API. */
  readonly url: string;
  /** Every request of the agent itself, in order. */
  readonly requests: readonly ModelRequest[];
  /** Asides of the harness, which offer no tool: titles, summaries. */
  readonly asides: readonly ModelRequest[];
  /** Everything that was asked for, `METHOD PATH`. */
  readonly paths: readonly string[];
  /** From now on: a function, or a list of steps, one for each request to come; after the last, directives are obeyed again. */
  readonly behave: (how: Behaviour | readonly Step[]) => void;
  readonly close: () => Promise<void>;
}

export interface ModelServerOptions {
  /** An address to listen on; 127.0.0.1 unless it is said. */
  readonly host?: string;
  /** 0 is any. */
  readonly port?: number;
  /** Called for each request, after it was recorded. */
  readonly told?: (request: ModelRequest) => void;
}

/** A model of our own behind the API of the real ones. It thinks nothing: see `obedient`. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const { host = '127.0.0.1', port = 0, told = () => {} } = options;
  const [requests, asides, paths]: [ModelRequest[], ModelRequest[], string[]] = [[], [], []];
  const obey = obedient();
  let behaviour: Behaviour = obey;
  let served = 0;
  const decide = (request: ModelRequest): Step => {
    const isAside = request.tools.length === 0;
    (isAside ? asides : requests).push(request);
    told(request);
    return isAside ? { kind: 'say', text: '{"title": "A talk"}' } : behaviour(request);
  };
  const server = createServer((from, to) => {
    paths.push(`${from.method} ${from.url}`);
    serve(from, to, decide, ++served).catch((error: unknown) => to.destroy(error as Error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    requests,
    asides,
    paths,
    behave: (how) => {
      behaviour = typeof how === 'function' ? how : inTurn(how, obey);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function inTurn(steps: readonly Step[], then: Behaviour): Behaviour {
  const left = [...steps];
  return (request) => left.shift() ?? then(request);
}

async function serve(from: IncomingMessage, to: ServerResponse, decide: Behaviour, n: number): Promise<void> {
  const path = (from.url ?? '').replace(/\?.*$/, '');
  if (from.method !== 'POST') return sendJson(404, notFound(path), to);
  const body = await json(from);
  switch (path) {
    case '/v1/messages': {
      const request = readMessages(body, Date.now(), from.headers);
      let step = decide(request);
      while (step.kind === 'wait') {
        // Nobody need wait for it at the end.
        await pause(step.ms, undefined, { ref: false });
        step = step.next;
      }
      return answerMessages(request, step, n, to);
    }
    case '/v1/messages/count_tokens':
      return sendJson(200, { input_tokens: Math.ceil(JSON.stringify(body).length / 4) }, to);
    default:
      return sendJson(404, notFound(path), to);
  }
}

function notFound(path: string) {
  return { type: 'error', error: { type: 'not_found_error', message: `nothing is at ${path}` } };
}
