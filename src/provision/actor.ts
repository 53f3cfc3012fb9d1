/** Who deploys, from which machine, and why; it stands in the host's records. */
export interface Actor {
  readonly by: string;
  readonly where: string;
  readonly why: string;
  /** What it is made from; `null`: from nothing but what is on the host. */
  readonly source: DeploySource | null;
}

/** What a deploy is made from. */
export interface DeploySource {
  /** sha256 of roster.yaml. */
  readonly roster: string;
  /** The commit of the fleet directory; `null`: it is in no git work tree. */
  readonly commit: Commit | null;
}

export interface Commit {
  /** 40 or 64 hex digits. */
  readonly id: string;
  /** Whether files differed from it. */
  readonly dirty: boolean;
}

/** A name as one harmless word: it goes through sh and into logs. */
export function actorWord(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9@._-]+/g, '-').slice(0, 100) || 'unknown';
}
