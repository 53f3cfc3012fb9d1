import type { ChatResult } from '../../model/chat.ts';
import { type ChatRequest, type ChatRequestResult, NO_CONVERSATION } from '../../model/connector.ts';
import type { State } from './fold.ts';
import type { Conversation, RequestRecord } from './state.ts';

export interface RequestFacts {
  readonly agent: string;
  /** Most that an edited message may hold, UTF-16 units. */
  readonly limit: number;
  /** How many requests of the agent were taken in the last minute. */
  readonly recent: number;
}

export type RequestPlan =
  | { readonly kind: 'refuse'; readonly why: string }
  | { readonly kind: 'carry-out'; readonly conversation: Conversation };

/** How many requests of an agent a minute are taken, and how much may wait to be said. */
const MOST_A_MINUTE = 120;
const MOST_WAITING = 500;

/** Whether a request is carried out: only in a conversation that a person began with that agent, and only on messages of it. */
export function routeRequest(request: ChatRequest, state: State, facts: RequestFacts): RequestPlan {
  const known = state.conversations.get(request.conversation)?.conversation;
  if (known === undefined || known.agent !== facts.agent) return refuse(NO_CONVERSATION);
  if (facts.recent >= MOST_A_MINUTE)
    return refuse(`more than ${MOST_A_MINUTE} requests in a minute: wait a little`);
  const why = faultOf(request, known, state, facts.limit);
  return why === null ? { kind: 'carry-out', conversation: known } : refuse(why);
}

function faultOf(
  request: ChatRequest,
  conversation: Conversation,
  state: State,
  limit: number,
): string | null {
  switch (request.tool) {
    case 'typing':
      return null;
    case 'reply':
      if (waiting(state) >= MOST_WAITING) return `${MOST_WAITING} posts wait to go out already`;
      return request.text.trim() === '' && request.files.length === 0 ? 'there is nothing to say' : null;
    case 'react':
      return request.message === conversation.message || isOurs(request.message, conversation, state)
        ? null
        : 'that message is not one of this conversation';
    case 'edit':
      if (!isOurs(request.message, conversation, state))
        return 'that message is not one of yours in this conversation';
      if (request.text.trim() === '') return 'there is nothing to say';
      return request.text.length > limit
        ? `a message holds ${limit} characters: say the rest by a reply`
        : null;
  }
}

function isOurs(message: string, { id }: Conversation, { ours }: State): boolean {
  return ours.get(message) === id;
}

function waiting({ items }: State): number {
  let count = 0;
  for (const { delivery } of items.values())
    if (delivery.kind === 'waiting' || delivery.kind === 'trying') count += 1;
  return count;
}

function refuse(why: string): RequestPlan {
  return { kind: 'refuse', why };
}

/** How a request stands by what became of its posts; `null`: not all of them have an end. */
export function requestResult(
  { id, nonces, refused }: RequestRecord,
  state: State,
): ChatRequestResult | null {
  if (refused !== null) return { id, outcome: 'refused', why: refused };
  const messages: string[] = [];
  let why: string | null = null;
  for (const nonce of nonces) {
    const delivery = state.items.get(nonce)?.delivery;
    if (delivery?.kind === 'posted') messages.push(delivery.message);
    else if (delivery?.kind === 'given-up') why ??= delivery.why;
    else if (delivery !== undefined) return null;
  }
  return why === null ? { id, outcome: 'done', messages } : { id, outcome: 'refused', why };
}

/** The result of what was asked of the platform at once, and is not kept. */
export function directResult(id: string, result: ChatResult<void>): ChatRequestResult {
  return result.ok ? { id, outcome: 'done', messages: [] } : { id, outcome: 'refused', why: result.why };
}
