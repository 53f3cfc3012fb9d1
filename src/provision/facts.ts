import type { Manifest } from '../model/bundle.ts';
import type { FlatRecord } from '../model/record.ts';
import type { Commit } from './actor.ts';

/**
 * A path relative to the user's home, as one harmless word: as it is, or `%` and the octal bytes of a name that holds
 * anything unusual. Only `plainPath` and the host itself turn it back.
 */
export type PathWord = string;

/** What lies at a path that is no link. `sha256` is `null` for what cannot be read as a regular file. */
export interface FileFacts {
  readonly sha256: string | null;
  readonly mode: number;
}

/** One unit as the user manager has it loaded; units that it has not loaded are absent. */
export interface UnitFacts {
  readonly load: string;
  readonly active: string;
  readonly sub: string;
  readonly result: string;
  /** Exit status of the main process; `null` while none has ended. */
  readonly status: number | null;
  readonly pid: number | null;
  /** When the main process was started, by the host's clock; `null` when none was. */
  readonly since: number | null;
  /** When it became active: of an agent, when its harness was launched. */
  readonly activeSince: number | null;
  readonly restarts: number;
  readonly needsReload: boolean;
  /** Whether systemd is about to start or stop it. */
  readonly hasJob: boolean;
  /** Launch in the argv of the running process. */
  readonly launch: string | null;
  /** Launch in the command that the manager would start. */
  readonly loadedLaunch: string | null;
}

export interface AgentFacts {
  /** Stopped by intent. */
  readonly stopped: boolean;
  readonly beat: FlatRecord | null;
  readonly exit: FlatRecord | null;
  readonly failures: FlatRecord | null;
}

/** Values of secrets on a host, each only by the digest that `secretDigest` makes with the host's salt. */
export interface SecretFacts {
  /** 64 hex digits; `null`: the host has none yet. */
  readonly salt: string | null;
  /** The version that units get. */
  readonly current: string | null;
  /** The version that each release ran with when it was last current. */
  readonly ofRelease: Readonly<Record<string, string>>;
  /** Digests by version and name. */
  readonly versions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What systemd gave to units that run, by unit and name. */
  readonly units: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Files and folders of them that others than their owner could read. */
  readonly exposed: readonly PathWord[];
}

/** One version of a harness that was installed to its end. */
export interface HarnessFacts {
  /** What was installed, as the lock's digest for its platform. */
  readonly digest: string;
  /** Whether nothing in it was changed since. */
  readonly whole: boolean;
}

/** A switch that is neither confirmed nor reverted. */
export interface PendingFacts {
  readonly from: string | null;
  readonly to: string | null;
  readonly at: number;
  readonly deadline: number;
  readonly by: string;
  readonly where: string;
  readonly why: string;
  /** The word by which its deploy confirms or reverts it. */
  readonly turn: string;
}

/** An act from the audit log. */
export interface Act {
  readonly at: number;
  readonly act: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly by: string;
  readonly where: string;
  /** The commit of the fleet directory that it was made from. */
  readonly commit: Commit | null;
  readonly why: string;
}

/** All that one look tells of one fleet on one host. Absent is `null` or not in the map; nothing is a default. */
export interface Facts {
  readonly fleet: string;
  /** The host's clock, in seconds since 1970. */
  readonly now: number;
  readonly home: string;
  readonly user: string;
  readonly systemd: number | null;
  /** Whether the user manager answers. */
  readonly manager: boolean;
  readonly bus: boolean;
  /** e.g. `linux-x64`; with another libc than glibc `linux-x64-musl`. */
  readonly platform: string | null;
  /** Bytes that are free where the fleet lies. */
  readonly free: number | null;
  /** By `name@version`, sorted; what was not installed to its end is absent. */
  readonly harnesses: Readonly<Record<string, HarnessFacts>>;
  readonly linger: boolean;
  /** Programs that the host's scripts need and that are not there. */
  readonly lacks: readonly string[];
  readonly current: string | null;
  /** Manifests of releases on the host, by digest: the current one, and the one that was asked for. */
  readonly manifests: Readonly<Record<string, Manifest>>;
  /** Sorted. */
  readonly releases: readonly string[];
  readonly record: FlatRecord | null;
  readonly pending: PendingFacts | null;
  /** Objects, files of releases, fixed files and entries of the unit folder with a name of ours. */
  readonly files: Readonly<Record<PathWord, FileFacts>>;
  /** Link targets, in the same places. */
  readonly links: Readonly<Record<PathWord, string>>;
  readonly units: Readonly<Record<string, UnitFacts>>;
  readonly agents: Readonly<Record<string, AgentFacts>>;
  /**
   * What stands open in the sandboxes of running agents, as their processes see it, by unit: sorted words such as
   * `write /home/u/.bashrc`. Empty: nothing does. A unit that nobody could look into is absent.
   */
  readonly open: Readonly<Record<string, readonly string[]>>;
  readonly secrets: SecretFacts;
  /** Oldest first. */
  readonly acts: readonly Act[];
}
