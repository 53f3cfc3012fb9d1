import type { PathWord } from './facts.ts';

/** One act on a host. A list of them is all that a host is told: what was shown is what runs. */
export type Change =
  /** Moves a file or folder of the payload to its place; what was there is kept aside. */
  | { readonly kind: 'put'; readonly path: PathWord }
  /** Takes away what is there, and keeps it aside. */
  | { readonly kind: 'aside'; readonly path: PathWord }
  /** Puts back what was kept aside; nothing when nothing was. */
  | { readonly kind: 'back'; readonly path: PathWord }
  /** Removes a file that a `put` made. */
  | { readonly kind: 'drop'; readonly path: PathWord }
  /** Links of ours in the user's unit folder. */
  | { readonly kind: 'link' | 'unlink'; readonly entries: readonly string[] }
  /** Makes a release the current one, by one rename; `null`: none is. */
  | { readonly kind: 'switch'; readonly release: string | null }
  /** Makes a folder of secrets the one that units get theirs from; `null`: none is. */
  | { readonly kind: 'credentials'; readonly version: string | null }
  | { readonly kind: 'reload' }
  | { readonly kind: 'stop' | 'start' | 'restart' | 'reset-failed'; readonly units: readonly string[] }
  /** Restarts a unit unless it still runs as that process: it was not touched, then. */
  | { readonly kind: 'rerun'; readonly unit: string; readonly pid: number };
