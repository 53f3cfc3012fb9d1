import type { Connector } from './connector.ts';
import type { Heartbeat, Limits, Sandbox } from './fleet.ts';

/** One file of a bundle. Its path is relative to `bundle/<host>/`. */
export interface Artifact {
  readonly path: string;
  readonly mode: 0o444 | 0o555;
  readonly content: string;
}

export interface ManifestFile {
  readonly path: string;
  readonly sha256: string;
  readonly mode: 0o444 | 0o555;
  /**
   * `object`: lies at `objects/<sha256>` and is named so by units;
   * `unit`: lies in the release's `systemd/` folder too, under its own name;
   * `fixed`: a real file outside all releases, at `target`.
   */
  readonly place: 'object' | 'unit' | 'fixed';
  /** Where a fixed file lies, relative to the user's home; `null` for the others. */
  readonly target: string | null;
}

export interface ManifestAgent {
  readonly name: string;
  readonly role: string;
  readonly orchestrator: boolean;
  readonly runtime: string;
  readonly model: string | null;
  /** What it may do without asking, in a word of its runtime. */
  readonly permissions: string | null;
  readonly workdir: string;
  readonly limits: Limits;
  readonly sandbox: Sandbox;
  /** sha256 of the value of each variable, so that a plan can name what changed without showing values. */
  readonly env: Readonly<Record<string, string>>;
  /** Variables whose value is a secret: variable → name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** sha256 of the instructions. */
  readonly instructions: string;
  readonly unit: string;
  /** tmux socket, relative to `$XDG_RUNTIME_DIR`. */
  readonly socket: string;
  /** Digest of everything that this agent's launch depends on; in the argv of its process and in its beats. */
  readonly launch: string;
  /** Path below the fleet's root of the agent's variables (`ENV`), `objects/<sha256>`. */
  readonly environment: string;
  /** Path below the fleet's root of the screen patterns, `objects/<sha256>`. */
  readonly screens: string;
  readonly nativeBeat: boolean;
  readonly startWithin: number;
}

export interface ManifestConnector extends Omit<Connector, 'host' | 'token'> {
  /** Name of the secret that holds its token. */
  readonly secret: string;
  readonly unit: string;
  readonly launch: string;
}

/** A harness that the host needs. Its folder is `harness/<name>/<version>` below the fleet's root. */
export interface ManifestHarness {
  readonly name: string;
  readonly version: string;
  /** The folder, as `prune` on the host looks for it. */
  readonly path: string;
  /** By platform: what an installed one is known by. */
  readonly digests: Readonly<Record<string, string>>;
}

export interface ManifestUnit {
  readonly name: string;
  /** `target` groups, `beat` is the sidecar, `courier` delivers mail, `connector` is a link to a chat, `agent` carries one agent. */
  readonly kind: 'target' | 'beat' | 'courier' | 'connector' | 'agent';
  readonly agent: string | null;
  readonly launch: string | null;
}

/** The contents of a release, in canonical JSON on the host and in the bundle; its sha256 names the release. */
export interface Manifest {
  readonly version: 1;
  readonly fleet: string;
  readonly host: string;
  readonly heartbeat: Heartbeat;
  /** Sorted by path. */
  readonly files: readonly ManifestFile[];
  /** Sorted by name. */
  readonly units: readonly ManifestUnit[];
  /** Sorted by name. */
  readonly agents: readonly ManifestAgent[];
  /** Sorted by name. */
  readonly connectors: readonly ManifestConnector[];
  /** Sorted by name. */
  readonly harnesses: readonly ManifestHarness[];
}

export interface HostBundle {
  readonly host: string;
  /** sha256 of the manifest's canonical JSON, 64 hex digits; shown by its first 7. */
  readonly release: string;
  readonly manifest: Manifest;
  /** Sorted by path; the manifest itself is not among them. */
  readonly artifacts: readonly Artifact[];
}

export interface Bundle {
  readonly fleet: string;
  /** Sorted by host. */
  readonly hosts: readonly HostBundle[];
  /** `REVIEW.md`: on a page what will run where, as whom, with which rights. */
  readonly review: string;
}
