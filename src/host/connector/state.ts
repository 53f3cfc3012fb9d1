import type { ChatButton, ChatEvent, ChatPlace } from '../../model/chat.ts';

/** What a message of a person began: where answers to it go, and who waits for them. */
export interface Conversation {
  readonly id: string;
  readonly place: ChatPlace;
  /** The message that began it; `null` where a command did. */
  readonly message: string | null;
  readonly user: string;
  readonly agent: string;
  /** Id of the mail that carries it. */
  readonly mail: string;
  readonly at: number;
}

/** Something to be said or changed on the platform. `key` names what it is for: two of one key are one. */
export type OutboxItem = {
  readonly nonce: string;
  readonly key: string;
  readonly at: number;
  readonly place: ChatPlace;
  readonly text: string;
  readonly buttons: readonly ChatButton[];
} & (
  | {
      readonly kind: 'post';
      readonly replyTo: string | null;
      /** Paths of copies of our own. */
      readonly files: readonly { readonly name: string; readonly path: string }[];
      /** The conversation that it is said in, where an agent may change it later. */
      readonly conversation: string | null;
    }
  /** Changes a message of ours: one that has an id, or what an earlier item became. */
  | ({ readonly kind: 'edit' } & Edited)
);

export type Edited = { readonly message: string } | { readonly post: string };

/** What became of an item of the outbox. */
export type Delivery =
  | { readonly kind: 'waiting' }
  /** Handed to the platform, and its word was not heard yet; `after` is the last message there before it. */
  | { readonly kind: 'trying'; readonly after: string }
  | { readonly kind: 'posted'; readonly message: string }
  | { readonly kind: 'given-up'; readonly why: string };

export interface RequestRecord {
  readonly id: string;
  readonly agent: string;
  /** Items of the outbox that carry it out. */
  readonly nonces: readonly string[];
  /** Why it was refused; `null`: it was taken. */
  readonly refused: string | null;
  readonly at: number;
}

/** A permission prompt of an agent that was shown to owners. */
export interface PromptRecord {
  readonly nonce: string;
  readonly agent: string;
  readonly fingerprint: string;
  readonly expires: number;
  readonly place: ChatPlace;
  /** Nonce of the post that carries its buttons. */
  readonly post: string;
  readonly at: number;
}

/** A line of the journal is an array of these: all of them happened, or none. */
export type Entry =
  | { readonly kind: 'event'; readonly event: ChatEvent }
  /** Nothing is left to do for that event. */
  | { readonly kind: 'done'; readonly event: string; readonly at: number }
  /** All that was said in a place up to that message is in the journal. */
  | { readonly kind: 'mark'; readonly place: ChatPlace; readonly message: string }
  | { readonly kind: 'conversation'; readonly conversation: Conversation }
  /** The agent answered in it, or its end was told. */
  | { readonly kind: 'replied'; readonly conversation: string }
  /** The ledger's last word about a mail was dealt with. */
  | { readonly kind: 'ended'; readonly conversation: string }
  | { readonly kind: 'item'; readonly item: OutboxItem }
  | { readonly kind: 'trying'; readonly nonce: string; readonly after: string }
  | { readonly kind: 'posted'; readonly nonce: string; readonly message: string }
  | { readonly kind: 'given-up'; readonly nonce: string; readonly why: string }
  | { readonly kind: 'request'; readonly request: RequestRecord }
  | { readonly kind: 'prompt'; readonly prompt: PromptRecord }
  | { readonly kind: 'prompt-over'; readonly nonce: string; readonly how: PromptEnd; readonly at: number }
  /** What was last said of an agent's trouble; `null`: that it is well again. */
  | { readonly kind: 'alert'; readonly agent: string; readonly trouble: string | null };

/** `pressed` is written before the decision is made: one that was cut off is never made again. `left`: it is asked no more. */
export type PromptEnd = 'pressed' | 'late' | 'left';
