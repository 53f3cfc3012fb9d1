/** Who a mail is from; ids are the platform's own, names are only shown. */
export type Sender =
  | { readonly kind: 'operator'; readonly name: string }
  | { readonly kind: 'agent'; readonly name: string }
  | { readonly kind: 'chat'; readonly connector: string; readonly user: string; readonly name: string };

/** One message on its way into the composer of an agent: `mail/<agent>/new/<id>.json`, written by rename. */
export interface Mail {
  readonly version: 1;
  /** 32 hex digits, and the file's name. */
  readonly id: string;
  /** Two mails of one key are one message: the later one is dropped. */
  readonly key: string;
  readonly to: string;
  readonly from: Sender;
  /** Milliseconds since 1970, by the host's clock. */
  readonly at: number;
  /** When it is no longer worth delivering; `null`: never. */
  readonly expires: number | null;
  /** How many agents it went through, so that a loop ends. */
  readonly hops: number;
  /** What it is about, for those who wait for the answer: a conversation of a connector. */
  readonly conversation: string | null;
  /** Exactly what is typed. It holds `id`, so that a transcript can be searched for it. */
  readonly text: string;
}

/**
 * How far a mail is. `typing` is written before anything is typed; `held` says why it waits and may be followed by `typing` again;
 * `answered`, `expired`, `failed`, `ambiguous` are final. An `ambiguous` mail may have arrived: it is never typed again.
 */
export type MailState =
  | 'queued'
  | 'held'
  | 'typing'
  | 'injected'
  | 'started'
  | 'answered'
  | 'expired'
  | 'failed'
  | 'ambiguous';

/** A line of `ledger/<agent>.jsonl`; the last one of an id is its state. */
export interface LedgerEntry {
  readonly id: string;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly state: MailState;
  readonly why: string;
  /** The agent's turn that it began, where that is known. */
  readonly turn: number | null;
  readonly conversation: string | null;
}
