import type { ChatButton, ChatEvent, ChatPlace, ChatUser } from '../../model/chat.ts';
import type { LifecycleAct } from './host-door.ts';
import type { Standing } from './policy.ts';
import type { Entry, PromptRecord } from './state.ts';

export type MessageEvent = Extract<ChatEvent, { kind: 'message' }>;
export type PressEvent = Extract<ChatEvent, { kind: 'press' }>;
export type CommandEvent = Extract<ChatEvent, { kind: 'command' }>;

/** Something to say, of any length. Two of one key are one, also over a restart. */
export interface Draft {
  readonly key: string;
  readonly place: ChatPlace;
  readonly text: string;
  readonly replyTo: string | null;
  readonly buttons: readonly ChatButton[];
  readonly conversation: string | null;
  /** Paths of copies of our own. */
  readonly files: readonly { readonly name: string; readonly path: string }[];
}

/** A line of the audit log. `said` is text of a stranger. */
export interface AuditLine {
  readonly act: string;
  readonly who: ChatUser;
  readonly place: ChatPlace;
  readonly why: string;
  readonly said: string;
}

/** What is to be done about something that happened; `performAction` does it, and nothing else. */
export type Action =
  | { readonly do: 'react'; readonly place: ChatPlace; readonly message: string; readonly emoji: string }
  | { readonly do: 'typing'; readonly place: ChatPlace }
  /** Fetches its files, writes the mail, then says how it stands with the agent. */
  | { readonly do: 'deliver'; readonly event: MessageEvent; readonly standing: Standing }
  | { readonly do: 'say'; readonly draft: Draft }
  | { readonly do: 'edit'; readonly place: ChatPlace; readonly post: string; readonly text: string }
  | { readonly do: 'answer'; readonly event: ChatEvent; readonly text: string }
  | { readonly do: 'audit'; readonly line: AuditLine }
  | { readonly do: 'record'; readonly entry: Entry }
  | { readonly do: 'pair'; readonly user: ChatUser }
  | { readonly do: 'miss' }
  | {
      readonly do: 'decide';
      readonly event: PressEvent;
      readonly prompt: PromptRecord;
      readonly decision: 'allow' | 'deny';
    }
  | {
      readonly do: 'show';
      readonly event: CommandEvent;
      readonly what: 'ps' | 'status' | 'logs';
      readonly agent: string | null;
      readonly lines: number;
    }
  | {
      readonly do: 'lifecycle';
      readonly event: CommandEvent;
      readonly act: LifecycleAct;
      readonly agent: string;
    }
  | { readonly do: 'send'; readonly event: CommandEvent; readonly agent: string; readonly text: string };

/** A draft with what most drafts do not have left empty. */
export function draft(part: Pick<Draft, 'key' | 'place' | 'text'> & Partial<Draft>): Draft {
  return { replyTo: null, buttons: [], conversation: null, files: [], ...part };
}
