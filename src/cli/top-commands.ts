import type { CommandEntry, CommandGroup } from './commands.ts';
import { fleetCommands } from './fleet-commands.ts';
import { labCommands } from './lab-commands.ts';

export const groups: readonly CommandGroup[] = [
  {
    name: 'fleet',
    summary: 'describe, deploy and operate a fleet of agents',
    description: 'Describe, deploy and operate a fleet of agents, in the order in which you need it.',
    commands: fleetCommands,
  },
  {
    name: 'lab',
    summary: 'staging hosts on this machine: real systemd, real sshd',
    description: 'Boot staging hosts on this machine, with a real systemd and a real sshd, and break them.',
    commands: labCommands,
  },
];

/** Commands that stand beside the groups, e.g. `mosaic completion bash`. */
export const topCommands: readonly CommandEntry[] = [];
