import type { HostBundle } from '../model/bundle.ts';
import type { Secret } from '../model/secret.ts';
import type { Transport } from '../remote/transport.ts';
import type { Facts } from './facts.ts';

/** One host of a run: what it should carry, and the way to it. */
export interface FleetHost {
  readonly host: string;
  /** `null`: none of the fleet's agents. */
  readonly bundle: HostBundle | null;
  /** The values that its agents need, and maybe others; `null`: not looked up, the host keeps those that it has. */
  readonly secrets: ReadonlyMap<string, Secret> | null;
  /** Rejects with a RemoteError. The same connection however often it is asked for. */
  readonly open: () => Promise<Transport>;
  /** A look that is under way already. */
  readonly looking?: Promise<Facts> | undefined;
}
