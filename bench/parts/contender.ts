import type { BenchHost } from './hosts.ts';
import type { Work } from './work.ts';

/** One deploy: what to bring, where it lies as a tree, and to whom. */
export interface Task {
  readonly hosts: readonly BenchHost[];
  readonly work: Work;
  /** Folder with `files/` and `units/`. */
  readonly tree: string;
  /** For the ssh program. */
  readonly sshConfig: string;
}

/** A way to deploy. Comes back when every unit on every host is known to run; throws otherwise. */
export interface Contender {
  readonly name: string;
  readonly run: (task: Task) => Promise<unknown>;
}
