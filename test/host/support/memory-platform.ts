import type { ChildProcess } from 'node:child_process';
import type { AgentView, DoorResult, HostView } from '../../../src/host/connector/host-door.ts';
import type {
  ChatButton,
  ChatEvent,
  ChatPlace,
  ChatPost,
  ChatResult,
  ChatUser,
  LinkState,
} from '../../../src/model/chat.ts';

/** What a connector of the memory kind says to its parent, which is its platform and its host. */
export type ToPlatform =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'call';
      readonly call: number;
      readonly name: string;
      readonly args: readonly unknown[];
    };

export type FromPlatform =
  | { readonly kind: 'event'; readonly event: ChatEvent }
  | { readonly kind: 'link'; readonly state: LinkState }
  | { readonly kind: 'result'; readonly call: number; readonly result: unknown };

export interface Said {
  readonly event: Extract<ChatEvent, { kind: 'message' }>;
  readonly replyTo: string | null;
  readonly buttons: readonly ChatButton[];
  readonly edits: readonly string[];
}

const US: ChatUser = { id: 'us', name: 'bot', automatic: true };

/** A chat platform in this process: keeps what is said, as real ones do, and tells it to who is connected. */
export class MemoryPlatform {
  readonly said: Said[] = [];
  readonly reactions: string[] = [];
  readonly answers: { readonly event: string; readonly text: string }[] = [];
  readonly typed: ChatPlace[] = [];
  readonly decisions: string[] = [];
  readonly acts: string[] = [];
  /** Whether a nonce that was used before makes no second message. */
  knowsNonces = true;
  /** What the next calls of a name come to, instead of what they would. */
  readonly faults = new Map<string, ChatResult<never>[]>();
  /** Calls of these names have no end. */
  readonly hangs = new Set<string>();
  /** How many posts are made without their maker hearing of it. */
  lostAnswers = 0;
  view: DoorResult<HostView> = { ok: true, value: { now: 1000, agents: [idle('mos')] } };
  decided: DoorResult<string> = { ok: true, value: 'gone' };
  readonly files = new Map<string, string>();
  #child: ChildProcess | null = null;
  #isUp = true;
  #ids = 1_000_000;

  serve(child: ChildProcess): void {
    this.#child = child;
    child.on('message', (message) => this.#hear(child, message as ToPlatform));
  }

  /** Cuts the link, or lets it come up again. */
  link(isUp: boolean): void {
    this.#isUp = isUp;
    this.#tell({ kind: 'link', state: isUp ? { kind: 'up' } : { kind: 'down', why: 'cut' } });
  }

  fail(why: string): void {
    this.#tell({ kind: 'link', state: { kind: 'failed', why } });
  }

  say(user: ChatUser, text: string, more: Partial<Extract<ChatEvent, { kind: 'message' }>> = {}): string {
    const event = { ...this.#message(user, text), ...more };
    this.said.push({ event, replyTo: null, buttons: [], edits: [] });
    if (this.#isUp) this.#tell({ kind: 'event', event });
    return event.id;
  }

  /** Tells an event, once more or out of order as platforms do. */
  tell(event: ChatEvent): void {
    this.#tell({ kind: 'event', event });
  }

  nextId(): string {
    this.#ids += 1;
    return String(this.#ids);
  }

  /** Texts of the posts of the connector, in order. */
  posts(): readonly string[] {
    return this.said.filter(({ event }) => event.user.id === US.id).map(({ event }) => event.text);
  }

  post(including: string): Said | undefined {
    return this.said.find(({ event }) => event.user.id === US.id && event.text.includes(including));
  }

  #message(user: ChatUser, text: string): Extract<ChatEvent, { kind: 'message' }> {
    const place = { channel: 'c1', thread: null, direct: false };
    return {
      kind: 'message',
      id: this.nextId(),
      at: Date.now(),
      user,
      place,
      text,
      files: [],
      mentions: true,
    };
  }

  #tell(message: FromPlatform): void {
    if (this.#child?.connected === true) this.#child.send(message, () => {});
  }

  #hear(child: ChildProcess, message: ToPlatform): void {
    if (message.kind === 'open') {
      if (this.#isUp) this.#tell({ kind: 'link', state: { kind: 'up' } });
      return;
    }
    const fault = this.faults.get(message.name)?.shift();
    const result = fault ?? this.#call(message.name, message.args);
    if (this.hangs.has(message.name)) return;
    if (message.name === 'post' && this.lostAnswers > 0) this.lostAnswers -= 1;
    else if (child.connected)
      child.send({ kind: 'result', call: message.call, result } satisfies FromPlatform);
  }

  #call(name: string, args: readonly unknown[]): unknown {
    const done = { ok: true, value: undefined };
    if (!this.#isUp && ['post', 'history', 'edit', 'react'].includes(name))
      return { ok: false, kind: 'later', afterMs: 10, why: 'the link is cut' };
    switch (name) {
      case 'post':
        return { ok: true, value: this.#post(args[0] as ChatPost) };
      case 'history':
        return { ok: true, value: this.#history(args[0] as ChatPlace, args[1] as string, args[2] as number) };
      case 'edit':
        return this.#edit(args[1] as string, args[2] as string, args[3] as readonly ChatButton[]);
      case 'react':
        this.reactions.push(`${String(args[1])} ${String(args[2])}`);
        return done;
      case 'typing':
        this.typed.push(args[0] as ChatPlace);
        return done;
      case 'answer':
        this.answers.push({ event: args[0] as string, text: args[1] as string });
        return done;
      default:
        return this.#host(name, args);
    }
  }

  #host(name: string, args: readonly unknown[]): unknown {
    switch (name) {
      case 'look':
        return this.view;
      case 'decide':
        this.decisions.push(args.slice(0, 3).join(' '));
        return this.decided;
      case 'lifecycle':
        this.acts.push(args.join(' '));
        return { ok: true, value: 'active running' };
      default:
        return { ok: true, value: ['a line', '\x1b[31mred'] };
    }
  }

  #post(post: ChatPost): string {
    const same = this.said.find(({ event }) => event.nonce === post.nonce);
    if (this.knowsNonces && same !== undefined) return same.event.id;
    const made = this.#message(US, post.text);
    const files = post.files.map(({ name, path }) => ({ id: name, name, size: 1, url: path }));
    const event = { ...made, place: post.place, files, ...(this.knowsNonces ? { nonce: post.nonce } : {}) };
    this.said.push({ event, replyTo: post.replyTo, buttons: post.buttons, edits: [] });
    this.#tell({ kind: 'event', event });
    return event.id;
  }

  #history(place: ChatPlace, after: string, limit: number): readonly ChatEvent[] {
    const here = this.said
      .map(({ event }) => event)
      .filter(({ place: { channel, thread } }) => channel === place.channel && thread === place.thread);
    return after === '' ? here.slice(-limit) : here.filter(({ id }) => id > after).slice(0, limit);
  }

  #edit(message: string, text: string, buttons: readonly ChatButton[]): ChatResult<void> {
    const index = this.said.findIndex(({ event }) => event.id === message);
    const known = this.said[index];
    if (known === undefined) return { ok: false, kind: 'never', why: 'no such message' };
    this.said[index] = { ...known, buttons, edits: [...known.edits, text] };
    return { ok: true, value: undefined };
  }
}

export function idle(name: string, more: Partial<AgentView> = {}): AgentView {
  const nothing = { since: null, until: null, prompt: null, fingerprint: null, last: null };
  const state = { state: 'idle', rule: 'hook', why: 'its hook says so' } as const;
  return { name, orchestrator: true, runtime: 'echo', ...state, ...nothing, ...more };
}
