/** One thing that was said in a conversation, whatever API carried it. */
export interface Said {
  /** `system` is what a harness puts in between. */
  readonly role: 'user' | 'assistant' | 'system';
  /** Its texts, without what harnesses put in as reminders. What was said after a turn that failed stands beside it. */
  readonly texts: readonly string[];
  readonly uses: readonly { readonly id: string; readonly tool: string; readonly input: unknown }[];
  readonly results: readonly {
    readonly id: string;
    readonly text: string;
    readonly failed: boolean;
  }[];
}

/** A request to a model, whatever API it came by. */
export interface ModelRequest {
  readonly at: number;
  readonly api: 'messages';
  readonly model: string;
  /** Names of the tools that are offered; a request without any is an aside of the harness (a title, a summary). */
  readonly tools: readonly string[];
  readonly system: string;
  readonly conversation: readonly Said[];
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it was sent. */
  readonly body: unknown;
}

/** How one request is answered. */
export type Step =
  | { readonly kind: 'say'; readonly text: string }
  | {
      readonly kind: 'use';
      readonly tool: string;
      readonly input: unknown;
      /** Said before the tool is used. */
      readonly text?: string;
    }
  | {
      readonly kind: 'fail';
      readonly status: number;
      readonly type: string;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Ends the connection in the middle of this text. */
  | { readonly kind: 'cut'; readonly text: string }
  /** Answers only after so many milliseconds. */
  | { readonly kind: 'wait'; readonly ms: number; readonly next: Step };

/** Decides on each request that is no aside. */
export type Behaviour = (request: ModelRequest) => Step;

export const unauthorised: Step = {
  kind: 'fail',
  status: 401,
  type: 'authentication_error',
  message: 'invalid x-api-key',
};

export const overloaded: Step = {
  kind: 'fail',
  status: 529,
  type: 'overloaded_error',
  message: 'Overloaded',
};

/** Refuses for `seconds` from `now`, seconds since 1970. */
export function limited(seconds: number, now: number): Step {
  return {
    kind: 'fail',
    status: 429,
    type: 'rate_limit_error',
    message: 'This request would exceed your rate limit.',
    headers: {
      'retry-after': String(seconds),
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(now + seconds),
      // Those who are logged in are told which of their windows is used up.
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
      'anthropic-ratelimit-unified-5h-status': 'rejected',
      'anthropic-ratelimit-unified-5h-reset': String(now + seconds),
      'anthropic-ratelimit-unified-5h-utilization': '1',
      'anthropic-ratelimit-requests-reset': new Date((now + seconds) * 1000).toISOString(),
    },
  };
}

/** What the user said last, before any tools were used on it. */
export function lastAsked(request: ModelRequest): string {
  const last = request.conversation.findLast(({ role, texts }) => role === 'user' && texts.length > 0);
  return last?.texts.at(-1) ?? '';
}
