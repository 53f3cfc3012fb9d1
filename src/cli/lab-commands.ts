import type { CommandEntry } from './commands.ts';

/** `mosaic lab …`, in the order of `mosaic lab --help`. */
export const labCommands: readonly CommandEntry[] = [];
