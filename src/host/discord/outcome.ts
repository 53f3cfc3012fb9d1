import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import type { ChatResult } from '../../model/chat.ts';

/** What a call to Discord threw; recognised by its fields. */
interface Thrown {
  readonly status?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly retryAfter?: unknown;
  readonly cause?: unknown;
}

type Failure = Extract<ChatResult<never>, { readonly ok: false }>;

const later = (afterMs: number, why: string): Failure => ({ ok: false, kind: 'later', afterMs, why });
const never = (why: string): Failure => ({ ok: false, kind: 'never', why });

/** Whether a failed call may be tried again, and when. What nobody knows may be tried again: a post carries its nonce. */
export function outcomeOf(error: unknown): Failure {
  const { status, code, retryAfter } = (error ?? {}) as Thrown;
  if (typeof retryAfter === 'number') return later(Math.max(50, retryAfter), 'Discord asks to wait');
  if (typeof status !== 'number') return later(1000, `Discord cannot be reached: ${networkWords(error)}`);
  if (status >= 500) return later(2000, `Discord answers with status ${status}`);
  if (status === 429) return later(2000, 'Discord asks to wait');
  // Somebody can mend it without this call being another one.
  if (status === 401) return later(60_000, "Discord does not take the bot's token");
  return never(refusalWords(code, status, error));
}

/** Whether it says that the bot's token is not taken. */
export function isTokenRefusal(error: unknown): boolean {
  return ((error ?? {}) as Thrown).status === 401;
}

export function codeOf(error: unknown): number | null {
  const { code } = (error ?? {}) as Thrown;
  return typeof code === 'number' ? code : null;
}

function networkWords(error: unknown): string {
  const { cause, code, message } = (error ?? {}) as Thrown;
  const inner = (cause ?? {}) as Thrown;
  return String(inner.code ?? inner.message ?? (typeof code === 'string' ? code : (message ?? error)));
}

function refusalWords(code: unknown, status: number, error: unknown): string {
  switch (code) {
    case RESTJSONErrorCodes.UnknownChannel:
      return 'this channel does not exist (any more)';
    case RESTJSONErrorCodes.UnknownMessage:
      return 'this message does not exist (any more)';
    case RESTJSONErrorCodes.MissingAccess:
      return 'the bot cannot see this channel: give it “View Channel” there';
    case RESTJSONErrorCodes.MissingPermissions:
      return 'the bot lacks a right in this channel: mosaic fleet connector test  says which';
    case RESTJSONErrorCodes.RequestEntityTooLarge:
      return 'a file is larger than Discord takes';
    default:
      return `Discord refuses it: ${String(((error ?? {}) as Thrown).message ?? '').slice(0, 300)} (status ${status}, code ${String(code)})`;
  }
}
