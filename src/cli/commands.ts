import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** One row of a command table. `load` imports the command's own file, so that only what runs is read from disk. */
export interface CommandEntry {
  readonly name: string;
  /** One line in the list of commands. */
  readonly summary: string;
  readonly load: () => Promise<CommandUnknownOpts>;
}

/** A word such as `fleet` with commands below it. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  /** A sentence at the head of its help. */
  readonly description: string;
  readonly commands: readonly CommandEntry[];
}
