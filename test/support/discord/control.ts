import type { Fault } from './faults.ts';
import type { Limits } from './limits.ts';
import type { Right } from './permissions.ts';
import type { RecordEntry } from './record.ts';

export interface SaidMessage {
  readonly user: string;
  /** A channel or a thread; `null`: the direct channel with the bot. */
  readonly channel: string | null;
  readonly text: string;
  readonly files?: readonly { readonly name: string; readonly base64: string }[];
  readonly replyTo?: string;
  /** Says it as a webhook that bears the user's name. */
  readonly webhook?: boolean;
}

/** A message as the channel holds it. */
export interface SeenMessage {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly nonce: string | null;
  readonly replyTo: string | null;
  readonly files: readonly {
    readonly id: string;
    readonly name: string;
    readonly size: number;
    readonly url: string;
  }[];
  readonly buttons: readonly { readonly label: string; readonly data: string }[];
  readonly reactions: readonly string[];
  readonly pings: readonly string[];
  readonly everyone: boolean;
  readonly onlyFor: string | null;
}

/** What tests tell the stand-in, in this process or through its control door. Times are milliseconds. */
export interface DiscordControl {
  /** The id of the message. */
  readonly say: (message: SaidMessage) => Promise<string>;
  /** The id of the interaction. */
  readonly press: (press: {
    readonly user: string;
    readonly message: string;
    readonly data: string;
  }) => Promise<string>;
  readonly slash: (command: {
    readonly user: string;
    readonly channel: string;
    readonly name: string;
    readonly sub: string;
    readonly options: Readonly<Record<string, string>>;
  }) => Promise<string>;
  /** Sends the last interaction to the gateway once more. */
  readonly repeatInteraction: () => Promise<void>;
  /** Sends any event to the gateway, however wrong it is. */
  readonly tell: (event: { readonly event: string; readonly data: unknown }) => Promise<void>;
  readonly makeThread: (thread: { readonly channel: string; readonly name: string }) => Promise<string>;
  readonly addUser: (user: {
    readonly id: string;
    readonly name: string;
    readonly bot: boolean;
  }) => Promise<void>;
  readonly messages: (channel: string) => Promise<readonly SeenMessage[]>;
  readonly directChannel: (user: string) => Promise<string>;
  readonly commands: () => Promise<readonly string[]>;
  /** From the entry with this index on. */
  readonly record: (from: number) => Promise<readonly RecordEntry[]>;
  /** Breaks all gateway connections; with a code, closes them with it. */
  readonly drop: (code: number | null) => Promise<void>;
  /** Asks all gateways to come again (op 7). */
  readonly askReconnect: () => Promise<void>;
  readonly invalidate: (resumable: boolean) => Promise<void>;
  /** Stops listening, breaks all connections, and listens again later; `null`: when `accept` is called. */
  readonly refuse: (ms: number | null) => Promise<void>;
  readonly accept: () => Promise<void>;
  readonly refuseResumes: (count: number) => Promise<void>;
  /** Forgets all sessions, as Discord does after some minutes. */
  readonly forgetSessions: () => Promise<void>;
  readonly fault: (fault: Fault) => Promise<void>;
  readonly limit: (limits: Partial<Limits>) => Promise<void>;
  readonly deaf: (deaf: boolean) => Promise<void>;
  readonly twice: (twice: boolean) => Promise<void>;
  readonly heartbeat: (ms: number) => Promise<void>;
  readonly messageContent: (on: boolean) => Promise<void>;
  readonly interactionTimes: (times: { readonly ackMs: number; readonly tokenMs: number }) => Promise<void>;
  /** Takes rights of the bot away in a channel; the list replaces the one before. */
  readonly deny: (deny: { readonly channel: string; readonly rights: readonly Right[] }) => Promise<void>;
  /** Throws the bot out of its server, or lets it in again. */
  readonly member: (inside: boolean) => Promise<void>;
}
