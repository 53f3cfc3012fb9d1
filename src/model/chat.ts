/** A person or a program on a chat platform. Only `id` decides anything; `name` is chosen by its bearer. */
export interface ChatUser {
  readonly id: string;
  readonly name: string;
  /** A bot, a webhook, or ourselves. */
  readonly automatic: boolean;
}

/** Where something is said. `thread` is `null` in the channel itself. */
export interface ChatPlace {
  readonly channel: string;
  readonly thread: string | null;
  /** Between one person and us alone. */
  readonly direct: boolean;
}

export interface ChatFile {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly url: string;
}

/** What a platform tells. `id` is the platform's own and is the same when it is told twice. Times are milliseconds since 1970. */
export type ChatEvent =
  | {
      readonly kind: 'message';
      readonly id: string;
      readonly at: number;
      readonly user: ChatUser;
      readonly place: ChatPlace;
      readonly text: string;
      readonly files: readonly ChatFile[];
      /** Whether it names us, or answers one of our messages. */
      readonly mentions: boolean;
      /** Of a post of ours, where the platform gives it back. */
      readonly nonce?: string;
    }
  | {
      readonly kind: 'press';
      readonly id: string;
      readonly at: number;
      readonly user: ChatUser;
      readonly place: ChatPlace;
      /** The message that carries the button. */
      readonly message: string;
      /** What we wrote into the button. */
      readonly data: string;
    }
  | {
      readonly kind: 'command';
      readonly id: string;
      readonly at: number;
      readonly user: ChatUser;
      readonly place: ChatPlace;
      /** `ps`, `status`, `stop`, … */
      readonly name: string;
      readonly options: Readonly<Record<string, string>>;
    };

/** The link to a platform. `failed` is final: only a person can mend it, and `why` says how. */
export type LinkState =
  | { readonly kind: 'connecting' | 'up' }
  | { readonly kind: 'down' | 'failed'; readonly why: string };

export interface ChatButton {
  readonly label: string;
  readonly style: 'good' | 'bad' | 'plain';
  /** Comes back in a press; at most 100 bytes. */
  readonly data: string;
}

/** Something to say. Its text is within the platform's limit already. */
export interface ChatPost {
  readonly place: ChatPlace;
  readonly text: string;
  /** The message that it answers. */
  readonly replyTo: string | null;
  readonly buttons: readonly ChatButton[];
  readonly files: readonly { readonly name: string; readonly path: string }[];
  /** Of 1 to 25 letters and digits: the same post sent twice with it appears once, as far as the platform can tell. */
  readonly nonce: string;
}

/** How a call to a platform ended. `later` may be tried again after that many milliseconds; `never` will always be refused. */
export type ChatResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly kind: 'later'; readonly afterMs: number; readonly why: string }
  | { readonly ok: false; readonly kind: 'never'; readonly why: string };

/** One chat platform. An adapter keeps nothing on disk and retries nothing by itself beyond the platform's rate limits. */
export interface ChatAdapter {
  readonly kind: string;
  readonly limits: { readonly text: number; readonly fileBytes: number; readonly filesPerPost: number };
  /** Connects and stays connected until `close`. Events may come twice, and out of order. */
  readonly open: (listener: ChatListener) => Promise<void>;
  /**
   * What was said in a channel or thread after a message, oldest first, our own posts among it; the first `limit` of them. After `''`: the
   * newest `limit`.
   */
  readonly history: (
    place: ChatPlace,
    after: string,
    limit: number,
  ) => Promise<ChatResult<readonly ChatEvent[]>>;
  /** The id of the message that was made. */
  readonly post: (post: ChatPost) => Promise<ChatResult<string>>;
  readonly edit: (
    place: ChatPlace,
    message: string,
    text: string,
    buttons: readonly ChatButton[],
  ) => Promise<ChatResult<void>>;
  /** Adds our reaction, or takes it away. */
  readonly react: (
    place: ChatPlace,
    message: string,
    emoji: string,
    add: boolean,
  ) => Promise<ChatResult<void>>;
  /** Shows for some seconds that an answer is being made. */
  readonly typing: (place: ChatPlace) => Promise<ChatResult<void>>;
  /** Answers a press or a command, visible to its maker alone where the platform can do that. Must come within 3 s of the event; a later one of the same event takes the place of the first. */
  readonly answer: (event: string, text: string) => Promise<ChatResult<void>>;
  /** Streams a file to a path; refuses what is larger than `maxBytes`. */
  readonly download: (file: ChatFile, path: string, maxBytes: number) => Promise<ChatResult<void>>;
  /** Whether the token, the server, the channel and our rights there are as they must be; each fault in words. */
  readonly check: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

export interface ChatListener {
  readonly event: (event: ChatEvent) => void;
  readonly link: (state: LinkState) => void;
}
