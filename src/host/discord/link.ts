import { setTimeout as pause } from 'node:timers/promises';
import type { REST } from '@discordjs/rest';
import {
  type SessionInfo,
  WebSocketManager,
  WebSocketShardEvents,
  WebSocketShardStatus,
} from '@discordjs/ws';
import {
  type GatewayDispatchPayload,
  GatewayIntentBits,
  type GatewayReadyDispatchData,
} from 'discord-api-types/v10';
import type { LinkState } from '../../model/chat.ts';
import { backoffMs } from './backoff.ts';
import { finalCloseWords, tokenWords } from './close-words.ts';
import { isTokenRefusal, outcomeOf } from './outcome.ts';

const INTENTS =
  GatewayIntentBits.Guilds |
  GatewayIntentBits.GuildMessages |
  GatewayIntentBits.DirectMessages |
  GatewayIntentBits.MessageContent;

/** A session is asked for again after so many refused connections, then given up: its own address may be the trouble. */
const TRIES_WITH_SESSION = 6;
/** A connection that lasted so long is a good one: the next trouble begins to wait from the start. */
const GOOD_AFTER_MS = 30_000;
/** No connection attempt takes so long. */
const STUCK_AFTER_MS = 3 * 60_000;

const GOODBYE_MS = 1000;

export interface LinkPorts {
  readonly rest: REST;
  readonly token: string;
  readonly tokenName: string;
  readonly state: (state: LinkState) => void;
  readonly ready: (data: GatewayReadyDispatchData) => void;
  readonly dispatch: (payload: GatewayDispatchPayload) => void;
  readonly log: (line: string) => void;
}

/** The connection to Discord's gateway: begun once, held until it is closed or fails for good. */
export class Link {
  readonly #ports: LinkPorts;
  #manager: WebSocketManager | null = null;
  #session: SessionInfo | null = null;
  #ended = false;
  #failedTries = 0;
  #upSince: number | null = null;
  #lastClose: number | null = null;
  #lastSign = Date.now();
  readonly #stop = new AbortController();

  constructor(ports: LinkPorts) {
    this.#ports = ports;
  }

  /** Resolves when the first connection is under way, or will never be. */
  async open(): Promise<void> {
    this.#ports.state({ kind: 'connecting' });
    const manager = this.#makeManager();
    if (!(await this.#findGateway(manager))) return;
    // The first attempt may fail, and this reject: it goes on trying all the same.
    manager.connect().catch((error: unknown) => this.#down(words(error)));
    const watch = setInterval(() => this.#watch(), STUCK_AFTER_MS / 3);
    this.#stop.signal.addEventListener('abort', () => clearInterval(watch));
  }

  async close(): Promise<void> {
    this.#end();
    // Discord's goodbye is not worth waiting for long.
    await Promise.race([
      this.#manager?.destroy({ code: 1000, reason: 'the connector stops' }),
      pause(GOODBYE_MS),
    ]);
  }

  /** For good: what is to be done stands in `why`. */
  fail(why: string): void {
    if (this.#ended) return;
    this.#end();
    this.#ports.state({ kind: 'failed', why });
    void this.#manager?.destroy({ code: 1000, reason: 'refused' });
  }

  #end(): void {
    this.#ended = true;
    this.#upSince = null;
    this.#stop.abort();
  }

  /** Asks for the gateway's address until there is an answer; `false`: it failed for good, or was closed. */
  async #findGateway(manager: WebSocketManager): Promise<boolean> {
    while (!this.#ended) {
      try {
        const { session_start_limit: limit } = await manager.fetchGatewayInformation();
        if (limit.remaining > 0) {
          this.#failedTries = 0;
          return true;
        }
        this.#down(`Discord lets this bot connect again in ${Math.ceil(limit.reset_after / 1000)} s`);
        await this.#pause(limit.reset_after);
      } catch (error) {
        if (isTokenRefusal(error)) this.fail(tokenWords(this.#ports.tokenName));
        else this.#down(outcomeOf(error).why);
        this.#failedTries += 1;
        await this.#pause(backoffMs(this.#failedTries, Math.random()));
      }
    }
    return false;
  }

  async #pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#stop.signal }).catch(() => {});
  }

  #makeManager(): WebSocketManager {
    const { rest, token } = this.#ports;
    const manager: WebSocketManager = new WebSocketManager({
      rest,
      token,
      intents: INTENTS,
      shardCount: 1,
      retrieveSessionInfo: async () => {
        if (await isConnecting(manager)) await this.#beforeTry(manager);
        return this.#session;
      },
      updateSessionInfo: (_, session) => this.#keep(session),
    });
    this.#manager = manager;
    this.#listen(manager);
    return manager;
  }

  /** The library tries again every half second: its question for the session is where it can be made to wait. */
  async #beforeTry(manager: WebSocketManager): Promise<void> {
    this.#lastSign = Date.now();
    await this.#pause(backoffMs(this.#failedTries, Math.random()));
    this.#failedTries += 1;
    this.#lastSign = Date.now();
    // A try that nobody wants any more stays here for ever.
    if (this.#ended || manager !== this.#manager) await new Promise(() => {});
  }

  /** The library gives a session up when a connection is refused, though Discord still keeps it and what was said meanwhile. */
  #keep(session: SessionInfo | null): void {
    const wasCutOff = this.#lastClose === 1006 && this.#failedTries < TRIES_WITH_SESSION;
    if (session === null && wasCutOff) return;
    this.#session = session;
  }

  #listen(manager: WebSocketManager): void {
    const current = (): boolean => !this.#ended && manager === this.#manager;
    manager.on(WebSocketShardEvents.Hello, () => {
      this.#lastSign = Date.now();
      this.#lastClose = null;
    });
    manager.on(WebSocketShardEvents.Ready, ({ data }) => {
      if (!current()) return;
      this.#ports.ready(data);
      this.#up();
    });
    manager.on(WebSocketShardEvents.Resumed, () => {
      if (current()) this.#up();
    });
    manager.on(WebSocketShardEvents.Dispatch, ({ data }) => {
      if (current()) this.#dispatch(data);
    });
    manager.on(WebSocketShardEvents.Closed, ({ code }) => {
      if (current()) this.#closed(code);
    });
    manager.on(WebSocketShardEvents.Error, ({ error }) => {
      if (current()) this.#down(words(error));
    });
  }

  /** One event that cannot be read must not end the others. */
  #dispatch(payload: GatewayDispatchPayload): void {
    try {
      this.#ports.dispatch(payload);
    } catch (error) {
      this.#ports.log(`an event ${payload.t} was not understood: ${words(error)}`);
    }
  }

  #up(): void {
    this.#upSince = Date.now();
    this.#ports.state({ kind: 'up' });
  }

  #closed(code: number): void {
    this.#lastClose = code;
    this.#lastSign = Date.now();
    const final = finalCloseWords(code, this.#ports.tokenName);
    if (final !== null) this.fail(final);
    else this.#down(`the connection to Discord ended (code ${code})`);
  }

  #down(why: string): void {
    if (this.#ended) return;
    const lasted = this.#upSince === null ? 0 : Date.now() - this.#upSince;
    if (lasted > GOOD_AFTER_MS) this.#failedTries = 0;
    this.#upSince = null;
    this.#ports.state({ kind: 'down', why });
  }

  /** Begins anew where the library neither connects nor says why. */
  #watch(): void {
    if (this.#upSince !== null || Date.now() - this.#lastSign < STUCK_AFTER_MS) return;
    this.#ports.log('the connection is stuck: beginning anew');
    this.#lastSign = Date.now();
    const old = this.#manager;
    const manager = this.#makeManager();
    void old?.destroy();
    manager.connect().catch((error: unknown) => this.#down(words(error)));
  }
}

async function isConnecting(manager: WebSocketManager): Promise<boolean> {
  const status = await manager.fetchStatus();
  return status.get(0) === WebSocketShardStatus.Idle;
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
