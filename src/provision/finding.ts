import type { PathWord } from './facts.ts';

/** What a host lacks to carry a fleet at all. `install` mends these, a deploy refuses. */
export type HostFinding =
  | { readonly kind: 'no-manager' | 'no-bus' | 'linger-off' | 'no-tmux' }
  | { readonly kind: 'old-systemd'; readonly have: number | null }
  | { readonly kind: 'tool-missing'; readonly tool: string }
  /** What the fleet needs is not made for such hosts. */
  | {
      readonly kind: 'harness-foreign';
      readonly harness: string;
      readonly version: string;
      readonly platform: string | null;
    };

/** A harness that is not installed, or was changed since. */
export interface HarnessFinding {
  readonly kind: 'harness-missing' | 'harness-changed';
  readonly harness: string;
  readonly version: string;
}

/** A file or link that is not as the release says. */
export type PlaceFinding =
  | { readonly kind: 'other-release'; readonly have: string | null }
  | { readonly kind: 'object-missing' | 'object-edited'; readonly path: PathWord }
  | { readonly kind: 'release-missing' }
  /** `unit` is `null` for what belongs to no unit: the manifest, a link, or a file that is too much. */
  | { readonly kind: 'release-edited'; readonly path: PathWord; readonly unit: string | null }
  | { readonly kind: 'fixed-missing' | 'fixed-edited' | 'fixed-left'; readonly path: PathWord }
  | { readonly kind: 'link-missing' | 'link-wrong' | 'link-left' | 'stranger'; readonly path: PathWord };

/** What somebody put beside a unit. `local` is the host's own, kept by every deploy, and nothing wrong. */
export type DropInFinding =
  | { readonly kind: 'local'; readonly path: PathWord }
  /** `unit`: the one that it belongs to; `null`: several. */
  | { readonly kind: 'drop-in'; readonly path: PathWord; readonly unit: string | null };

/** A unit that does not run what the release says. */
export type UnitFinding =
  | { readonly kind: 'not-reloaded' | 'unit-inactive' | 'unit-starting' | 'unit-left'; readonly unit: string }
  | { readonly kind: 'unit-failed'; readonly unit: string; readonly result: string }
  | { readonly kind: 'old-launch'; readonly unit: string; readonly have: string | null }
  | { readonly kind: 'quarantined'; readonly unit: string; readonly agent: string; readonly last: number }
  | {
      readonly kind: 'ends-early';
      readonly unit: string;
      readonly agent: string;
      readonly count: number;
      readonly last: number;
    };

/** An agent whose unit runs but whose heartbeat does not say so. */
export type BeatFinding =
  | { readonly kind: 'no-beat'; readonly agent: string; readonly last: number | null }
  | { readonly kind: 'beat-of-earlier-run'; readonly agent: string };

/** An agent that should have a sandbox: its process was looked into, and reaches what it must not; or nobody could look. */
export type SandboxFinding =
  | { readonly kind: 'sandbox-open'; readonly agent: string; readonly open: readonly string[] }
  | { readonly kind: 'sandbox-unseen'; readonly agent: string };

/** A secret whose value on the host, or in an agent or connector that runs, is not the wanted one. */
export type SecretFinding =
  | { readonly kind: 'secret-missing' | 'secret-changed' | 'secret-left'; readonly secret: string }
  | { readonly kind: 'secrets-edited'; readonly version: string }
  | { readonly kind: 'secret-exposed'; readonly path: PathWord }
  | {
      readonly kind: 'old-secret';
      readonly unit: string;
      readonly secret: string;
    };

/** A switch that nobody has confirmed yet. */
export type PendingFinding = { readonly kind: 'unconfirmed'; readonly by: string; readonly at: number };

/** One thing on a host that is not as the bundle wants it. */
export type Finding =
  | HostFinding
  | PlaceFinding
  | DropInFinding
  | UnitFinding
  | BeatFinding
  | SandboxFinding
  | SecretFinding
  | HarnessFinding
  | PendingFinding;

export type FindingKind = Finding['kind'];
