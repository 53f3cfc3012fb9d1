import type { HostBundle } from '../model/bundle.ts';
import type { Transport } from '../remote/transport.ts';

/** One host of a run: what it should carry, and the way to it. */
export interface FleetHost {
  readonly host: string;
  /** `null`: none of the fleet's agents. */
  readonly bundle: HostBundle | null;
  /** Rejects with a RemoteError. The same connection however often it is asked for. */
  readonly open: () => Promise<Transport>;
}
