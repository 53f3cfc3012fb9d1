/** The chat platforms that there is an adapter for. */
export const CONNECTOR_KINDS = ['discord'] as const;

export type ConnectorKind = (typeof CONNECTOR_KINDS)[number];

/** A way by which people reach the orchestrator on a chat platform. */
export interface Connector {
  readonly name: string;
  readonly kind: ConnectorKind;
  /** The orchestrator, and its host. */
  readonly agent: string;
  readonly host: string;
  readonly server: string;
  readonly channel: string;
  /** Sorted ids of those who may speak to the agent; owners may too. */
  readonly allow: readonly string[];
  /** Sorted ids of those who may also approve, deny, stop and restart. */
  readonly owners: readonly string[];
  /** Whether in the channel only what names the bot is meant for it. Threads that it takes part in need no name. */
  readonly mention: boolean;
  /** Name of the secret that holds the token; its credential on the host has the same name. */
  readonly token: string;
  /** Another server that speaks the platform's protocol; `null`: the platform itself. */
  readonly api: string | null;
}

/** What a connector on a host is told: one JSON object of the bundle. */
export interface ConnectorConfig extends Connector {
  readonly version: 1;
  readonly fleet: string;
}

/**
 * What the agent's own tools ask of a connector: `agents/<agent>/chat/<connector>/requests/<id>.json`, written by rename; the result comes as
 * `results/<id>.json`. The agent writes there, so all of it is checked as hostile text.
 */
export type ChatRequest =
  | {
      readonly id: string;
      readonly tool: 'reply';
      readonly conversation: string;
      readonly text: string;
      /** Paths below the agent's `chat/<connector>/files`. */
      readonly files: readonly string[];
    }
  | {
      readonly id: string;
      readonly tool: 'react';
      readonly conversation: string;
      readonly message: string;
      readonly emoji: string;
    }
  | {
      readonly id: string;
      readonly tool: 'edit';
      readonly conversation: string;
      readonly message: string;
      readonly text: string;
    }
  | { readonly id: string; readonly tool: 'typing'; readonly conversation: string };

export type ChatRequestResult =
  /** `messages`: the ids that were made. */
  | { readonly id: string; readonly outcome: 'done'; readonly messages: readonly string[] }
  /** Stored, and goes out when the platform can be reached. */
  | { readonly id: string; readonly outcome: 'queued'; readonly why: string }
  | { readonly id: string; readonly outcome: 'refused'; readonly why: string };

/** How a connector refuses a request in a conversation that it does not know: another one may. */
export const NO_CONVERSATION = 'no such conversation: name the one that the message to you names';
