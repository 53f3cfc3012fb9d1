import type { ManifestAgent } from './bundle.ts';
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
}

/** A tmux session on the fleet's sockets that no manifest names. */
export interface UnmanagedSession {
  readonly name: string;
  /** The folder of its socket. */
  readonly socket: string;
  readonly created: number | null;
}
