import type { Answer } from './answers.ts';
import type { Interactions } from './interactions.ts';
import type { Limits } from './limits.ts';
import type { Sessions } from './sessions.ts';
import type { World } from './world.ts';

export interface UploadedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** What all routes work on. */
export interface Ports {
  readonly world: World;
  readonly sessions: Sessions;
  readonly interactions: Interactions;
  /** Where the stand-in is reached: `http://127.0.0.1:4000`. */
  readonly origin: () => string;
  readonly gateway: () => string;
}

export interface Call {
  /** Ids of the path, in order. */
  readonly ids: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly files: readonly UploadedFile[];
}

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly kind: keyof Limits;
  /** Whether it needs the bot's token; the calls about an interaction carry one of their own. */
  readonly open: boolean;
  readonly run: (ports: Ports, call: Call) => Answer;
}

/** `route('GET', '/channels/:id', …)`. */
export function route(
  method: string,
  path: string,
  run: Route['run'],
  more: { readonly kind?: keyof Limits; readonly open?: boolean } = {},
): Route {
  const pattern = new RegExp(`^${path.replaceAll(/:\w+/g, '([^/]+)')}$`);
  return { method, path: pattern, kind: more.kind ?? 'other', open: more.open ?? false, run };
}
