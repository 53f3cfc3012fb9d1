/**
 * How a host is reached. `ssh`: by our own client; `openssh`: by the `ssh` program of this machine, with its configuration;
 * `local`: it is the operator's own machine, without SSH.
 */
export type Connection = 'ssh' | 'openssh' | 'local';

/** One host of the inventory, normalised. */
export interface Host {
  readonly name: string;
  readonly connection: Connection;
  /** DNS name or IP address; the host's name when the inventory gives none. */
  readonly address: string;
  /** 22 with `openssh`: whatever port ssh_config says. */
  readonly port: number;
  /** `null`: the operator's own user name, or with `openssh` the one that ssh_config says. */
  readonly user: string | null;
  /** Pinned host key as `type base64`, e.g. `ssh-ed25519 AAAA…`; `null` until `mosaic fleet host trust`. With `openssh`, `null` also means: known_hosts decides. */
  readonly hostKey: string | null;
  /** Private key file of the operator (`~/` allowed); `null`: the agent, then the usual files. */
  readonly identity: string | null;
  /** The host through which this one is reached; `null`: directly, or with `openssh` as ssh_config says. */
  readonly jump: Host | null;
  readonly labels: Readonly<Record<string, string>>;
}
