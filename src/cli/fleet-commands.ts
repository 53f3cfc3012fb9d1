import type { CommandEntry } from './commands.ts';

/** `mosaic fleet …`, in the order of `mosaic fleet --help`. */
export const fleetCommands: readonly CommandEntry[] = [];
