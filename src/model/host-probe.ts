import type { ManifestAgent, ManifestConnector } from './bundle.ts';
import type { Signals } from './heartbeat.ts';
import type { FlatRecord } from './record.ts';

/** What one look at a host found: of its own clock, and of what is deployed there. */
export interface HostProbe {
  /** The host's clock, seconds since 1970. */
  readonly now: number;
  /** Digest of the manifest; `null`: nothing is deployed. */
  readonly release: string | null;
  /** Seconds after which a signal no longer counts, as deployed. */
  readonly stale: number;
  /** Sorted by name. */
  readonly agents: readonly AgentProbe[];
  /** Sorted by name. */
  readonly connectors: readonly ConnectorProbe[];
  readonly unmanaged: readonly UnmanagedSession[];
  /** Why systemd could not be asked, in its own words; units are unknown then. */
  readonly trouble: string | null;
}

export interface AgentProbe {
  readonly agent: ManifestAgent;
  readonly signals: Signals;
  /** Records as they lie on the host; `null`: there is none. */
  readonly hook: FlatRecord | null;
  readonly run: FlatRecord | null;
  readonly beat: FlatRecord | null;
  readonly exit: FlatRecord | null;
  readonly mark: FlatRecord | null;
  /** How many mails wait to be typed; `null`: none ever came. */
  readonly mails: number | null;
}

export interface ConnectorProbe {
  readonly connector: ManifestConnector;
  /** As systemd has it; `null`: it is not loaded, or nobody could ask. */
  readonly unit: { readonly active: string; readonly sub: string } | null;
  /** What it says of itself: `state since at waiting why`. */
  readonly status: FlatRecord | null;
}

/** A tmux session on the fleet's sockets that no manifest names. */
export interface UnmanagedSession {
  readonly name: string;
  /** The folder of its socket. */
  readonly socket: string;
  readonly created: number | null;
}
