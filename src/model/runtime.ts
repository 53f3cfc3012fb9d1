import type { HarnessPackage } from './harness.ts';

/** What a screen shows; `unknown` means: do not type. */
export type ScreenKind = 'waiting' | 'busy' | 'idle' | 'unknown';

/** One harness, as its folder under `templates/runtimes/` describes it. */
export interface Runtime {
  readonly name: string;
  readonly summary: string;
  /** Whether an agent of this runtime takes a `model`. */
  readonly model: 'none' | 'optional' | 'required';
  /** Seconds from launch until the prompt must be there. */
  readonly startWithin: number;
  /** Whether its hooks also beat while nothing happens, so that silence means trouble. */
  readonly nativeBeat: boolean;
  /** POSIX extended regular expressions, each tried on each line of the screen's tail; waiting wins over busy, busy over idle. */
  readonly screens: Readonly<Record<'waiting' | 'busy' | 'idle', readonly string[]>>;
  /** A message that begins with one of `refuseStart` would be taken as a command (`/`, `@`), so it is never typed. */
  readonly input: { readonly refuseStart: readonly string[] };
  /** How its agents are let in by their provider; `null`: they need nothing. */
  readonly auth: {
    /** The variable that a secret goes into. */
    readonly secret: string;
    /** Whether it has a login of its own, `login.sh`, that is kept on the host. */
    readonly subscription: boolean;
  } | null;
  /** What its agents may do without asking, in its own words; `null`: it asks for nothing. */
  readonly permissions: { readonly allowed: readonly string[]; readonly default: string } | null;
  /** Keys, as tmux names them, that answer a permission dialog; `null`: it has none. */
  readonly decide: { readonly allow: readonly string[]; readonly deny: readonly string[] } | null;
  /** What is installed for it; `null`: nothing, the host has all that it needs. */
  readonly harness: HarnessPackage | null;
  /** Files of the folder that go to the host, by name; `start.sh` launches the harness. */
  readonly files: Readonly<Record<string, string>>;
}
