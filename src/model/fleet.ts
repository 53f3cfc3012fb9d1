import type { Connector } from './connector.ts';
import type { Host } from './host.ts';
import type { SecretSource } from './secret-source.ts';

/** What an agent may use; `null` is no limit. */
export interface Limits {
  /** Bytes. */
  readonly memory: number | null;
  /** Per cent of one core. */
  readonly cpu: number | null;
  /** Processes and threads. */
  readonly tasks: number | null;
}

/** What an agent is kept from. Both lists are sorted; their paths are absolute or begin with `~/`. */
export interface Sandbox {
  /** Why it has none; `null`: it has one. */
  readonly disabled: string | null;
  /** Where it may write, besides its workdir and its state. */
  readonly write: readonly string[];
  /** What it cannot read. */
  readonly hide: readonly string[];
}

/** One agent, with every default filled in. */
export interface Agent {
  readonly name: string;
  readonly role: string;
  /** Exactly one agent of a fleet is its orchestrator. */
  readonly orchestrator: boolean;
  readonly host: string;
  readonly runtime: string;
  /** `provider/model`, or `null` for the runtime's own default. */
  readonly model: string | null;
  /** Whether a secret lets it in, which is among its `secrets`, or a login that is kept on the host; `null`: its runtime needs neither. */
  readonly auth: 'secret' | 'subscription' | null;
  /** What it may do without asking, in a word of its runtime; `null`: its runtime knows none. */
  readonly permissions: string | null;
  /** Absolute, or beginning with `~/`, on the host. */
  readonly workdir: string;
  /** The whole text that the agent is told about its role. */
  readonly instructions: string;
  /** Sorted by name. */
  readonly env: Readonly<Record<string, string>>;
  /** Variables whose value is a secret: variable → name. Sorted by variable. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly limits: Limits;
  readonly sandbox: Sandbox;
}

export interface Heartbeat {
  /** Seconds between two beats. */
  readonly every: number;
  /** Seconds after which a beat, or a native signal, no longer counts. */
  readonly stale: number;
}

/** A roster and its inventory, checked and normalised: everything that `generate` needs to know of the user's wishes. */
export interface Fleet {
  readonly name: string;
  readonly preset: string | null;
  readonly heartbeat: Heartbeat;
  /** Whether hosts deliver mail to their agents also when no chat needs it. */
  readonly mail: boolean;
  /** Where the operator's machine finds each secret. Sorted by name. */
  readonly secrets: Readonly<Record<string, SecretSource>>;
  /** Versions of harnesses that the roster says, by name (that of the runtime, or `node`); the others have their default. Sorted. */
  readonly harnesses: Readonly<Record<string, string>>;
  /** The hosts that carry at least one agent, sorted by name. */
  readonly hosts: readonly Host[];
  /** Sorted by name. */
  readonly agents: readonly Agent[];
  /** Sorted by name. */
  readonly connectors: readonly Connector[];
}
