import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** Adds an example to a command's help, one line a shell command. Every command has one. */
export function addExample<C extends CommandUnknownOpts>(command: C, ...lines: readonly string[]): C {
  command.addHelpText('after', `\nExample:\n${lines.map((line) => `  $ ${line}`).join('\n')}`);
  return command;
}
