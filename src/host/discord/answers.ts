import { setTimeout as pause } from 'node:timers/promises';
import type { REST } from '@discordjs/rest';
import {
  type APIInteraction,
  InteractionResponseType,
  MessageFlags,
  RESTJSONErrorCodes,
  Routes,
} from 'discord-api-types/v10';
import type { ChatResult } from '../../model/chat.ts';
import { codeOf, outcomeOf } from './outcome.ts';
import { NO_PINGS } from './write-post.ts';

const TEXT_LIMIT = 2000;
const TOKEN_MS = 15 * 60_000;
/** Discord waits three seconds; a call that is on its way by then comes too late. */
const DEFER_TRIES_MS = [0, 250, 750, 1200];

interface Waiting {
  readonly application: string;
  readonly token: string;
  readonly at: number;
  readonly deferred: Promise<ChatResult<void>>;
}

/** Presses and commands that wait for their answers. Their tokens are kept in memory alone: an answer after a restart is refused. */
export interface Answers {
  /** Tells Discord that an answer will come; at once, whatever becomes of it. */
  readonly defer: (interaction: APIInteraction) => void;
  readonly answer: (event: string, text: string) => Promise<ChatResult<void>>;
}

export function keepAnswers(rest: REST): Answers {
  const waiting = new Map<string, Waiting>();
  return {
    defer: ({ id, token, application_id: application }) => {
      for (const [old, { at }] of waiting) if (Date.now() - at > TOKEN_MS) waiting.delete(old);
      // The same press may be told twice.
      if (waiting.has(id)) return;
      waiting.set(id, { application, token, at: Date.now(), deferred: deferAnswer(rest, id, token) });
    },
    answer: async (event, text) => {
      const asked = waiting.get(event);
      if (asked === undefined || Date.now() - asked.at > TOKEN_MS) {
        return {
          ok: false,
          kind: 'never',
          why: 'it was asked before a restart, or more than 15 minutes ago',
        };
      }
      const deferred = await asked.deferred;
      return deferred.ok ? say(rest, asked, text) : deferred;
    },
  };
}

async function deferAnswer(rest: REST, id: string, token: string): Promise<ChatResult<void>> {
  const type = InteractionResponseType.DeferredChannelMessageWithSource;
  const body = { type, data: { flags: MessageFlags.Ephemeral } };
  let last: ChatResult<void> = { ok: true, value: undefined };
  for (const ms of DEFER_TRIES_MS) {
    await pause(ms);
    try {
      await rest.post(Routes.interactionCallback(id, token), { body, auth: false });
      return { ok: true, value: undefined };
    } catch (error) {
      const code = codeOf(error);
      // A try whose answer was lost has done its work.
      if (code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged)
        return { ok: true, value: undefined };
      last = outcomeOf(error);
      if (last.kind === 'never') return last;
    }
  }
  return { ok: false, kind: 'never', why: `Discord took no sign within 3 s: ${last.ok ? '' : last.why}` };
}

async function say(rest: REST, { application, token }: Waiting, text: string): Promise<ChatResult<void>> {
  const [first = '', ...more] = pieces(text);
  try {
    const original = Routes.webhookMessage(application, token, '@original');
    await rest.patch(original, { body: { content: first, allowed_mentions: NO_PINGS }, auth: false });
    for (const content of more) {
      const body = { content, allowed_mentions: NO_PINGS, flags: MessageFlags.Ephemeral };
      await rest.post(Routes.webhook(application, token), { body, auth: false });
    }
    return { ok: true, value: undefined };
  } catch (error) {
    return outcomeOf(error);
  }
}

/** Pieces within the limit, cut at ends of lines where there are some. */
function pieces(text: string): readonly string[] {
  const found: string[] = [];
  for (let rest = text.trim() === '' ? '-' : text; rest !== ''; ) {
    const end = rest.length <= TEXT_LIMIT ? rest.length : rest.lastIndexOf('\n', TEXT_LIMIT);
    const cut = end > 0 ? end : TEXT_LIMIT;
    found.push(rest.slice(0, cut));
    rest = rest.slice(cut).replace(/^\n/, '');
  }
  return found;
}
