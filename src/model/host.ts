/** How a host is reached. `local` runs on the operator's own machine, without SSH. */
export type Connection = 'ssh' | 'local';

/** One host of the inventory, normalised. */
export interface Host {
  readonly name: string;
  readonly connection: Connection;
  /** DNS name or IP address; the host's name when the inventory gives none. */
  readonly address: string;
  readonly port: number;
  /** `null`: the operator's own user name. */
  readonly user: string | null;
  /** Pinned host key as `type base64`, e.g. `ssh-ed25519 AAAA…`; `null` until `mosaic fleet host trust`. */
  readonly hostKey: string | null;
  /** Private key file of the operator (`~/` allowed); `null`: the agent, then the usual files. */
  readonly identity: string | null;
  readonly labels: Readonly<Record<string, string>>;
}
