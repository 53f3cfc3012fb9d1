import { REST } from '@discordjs/rest';
import { type APIUser, Routes } from 'discord-api-types/v10';
import type { ChatAdapter, ChatListener, ChatResult } from '../../model/chat.ts';
import { keepAnswers } from './answers.ts';
import { checkSetup, inviteUrl } from './check.ts';
import { tokenWords } from './close-words.ts';
import { downloadFile } from './download.ts';
import { takeDispatch } from './events.ts';
import { registerCommand } from './fleet-command.ts';
import { Link } from './link.ts';
import { watchMembership } from './membership.ts';
import { isTokenRefusal, outcomeOf } from './outcome.ts';
import { channelOf, rememberPlaces } from './places.ts';
import { readHistory } from './read-history.ts';
import { readMessage, type Self } from './read-message.ts';
import { type Attempt, LIMITS, sendPost } from './send-post.ts';
import { NO_PINGS, writeButtons } from './write-post.ts';

export interface DiscordOptions {
  readonly token: string;
  /** Name of the secret that holds it, for what is said about it. */
  readonly tokenName: string;
  readonly server: string;
  readonly channel: string;
  /** `https://…/api`; `null`: Discord itself. */
  readonly api: string | null;
  readonly log: (line: string) => void;
}

/** A rate limit longer than this is told to the caller instead of being waited for. */
const WAIT_MS = 2000;

/** Discord as a chat platform. */
export function discordAdapter(options: DiscordOptions): ChatAdapter {
  const rest = openRest(options);
  const places = rememberPlaces();
  const answers = keepAnswers(rest);
  let self: Self = { id: '', application: '', roles: [] };
  let link: Link | null = null;
  const attempt: Attempt = async (call) => {
    try {
      return { ok: true, value: await call() };
    } catch (error) {
      if (isTokenRefusal(error)) link?.fail(tokenWords(options.tokenName));
      return outcomeOf(error);
    }
  };
  const quietly = (call: () => Promise<unknown>): Promise<ChatResult<void>> =>
    attempt(async () => void (await call()));

  const open = async (listener: ChatListener): Promise<void> => {
    const invite = (): string => `let it in: ${inviteUrl(self.application, options.server)}`;
    const membership = watchMembership(options.server, listener.link, invite);
    link = new Link({
      rest,
      ...options,
      state: membership.link,
      ready: ({ user, application, guilds }) => {
        self = { ...self, id: user.id, application: application.id };
        membership.inside(guilds.some(({ id }) => id === options.server));
        void attempt(() => registerCommand(rest, application.id, options.server)).then((done) => {
          if (!done.ok) options.log(`/fleet cannot be registered: ${done.why}`);
        });
      },
      dispatch: (payload) => {
        membership.see(payload);
        const learnRoles = (roles: readonly string[]): void => {
          self = { ...self, roles };
        };
        const ports = { rest, places, answers, server: options.server, self: () => self, learnRoles };
        takeDispatch({ ...ports, tell: listener.event }, payload);
      },
    });
    void link.open();
  };

  return {
    kind: 'discord',
    limits: LIMITS,
    open,
    history: (place, after, limit) =>
      attempt(async () => {
        if (self.id === '') self = { ...self, id: ((await rest.get(Routes.user())) as APIUser).id };
        return readHistory(rest, { place, after, limit }, (message) => readMessage(message, place, self));
      }),
    post: (post) => sendPost(rest, post, attempt),
    edit: (place, message, text, buttons) =>
      quietly(() => {
        const body = { content: text, components: writeButtons(buttons), allowed_mentions: NO_PINGS };
        return rest.patch(Routes.channelMessage(channelOf(place), message), { body });
      }),
    react: (place, message, emoji, add) =>
      quietly(() => {
        const route = Routes.channelMessageOwnReaction(channelOf(place), message, encodeURIComponent(emoji));
        return add ? rest.put(route) : rest.delete(route);
      }),
    typing: (place) => quietly(() => rest.post(Routes.channelTyping(channelOf(place)))),
    answer: answers.answer,
    download: (file, path, maxBytes) => downloadFile(file, path, maxBytes, options.api),
    check: () => checkSetup(rest, options),
    close: async () => link?.close(),
  };
}

function openRest({ token, api }: DiscordOptions): REST {
  const rest = new REST({
    version: '10',
    ...(api === null ? {} : { api }),
    // Whoever calls keeps what could not be said, and decides when to try again.
    retries: 0,
    rejectOnRateLimit: ({ retryAfter }) => retryAfter > WAIT_MS,
    // Node's own, which streams files from disk; the bundle holds no other.
    makeRequest: (url, init) => fetch(url, init as unknown as RequestInit),
  });
  return rest.setToken(token);
}
