import type { HostProbe } from '../model/host-probe.ts';
import type { RemoteFault } from '../remote/transport.ts';

/** What became of the look at one host. */
export type HostLook =
  | { readonly host: string; readonly probe: HostProbe }
  | { readonly host: string; readonly fault: RemoteFault };
