import { resolve } from 'node:path';
import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';

/** The options that every command has; the program adds them, commands only read them. */
export interface SharedOptions {
  /** Absolute path of the fleet directory. */
  readonly dir: string;
  readonly json: boolean;
  readonly color: boolean;
  readonly verbose: boolean;
}

const GROUP = 'Everywhere:';

/** Adds the shared options. Where commands are listed below, their help keeps to one line, so that the list is what is seen. */
export function addSharedOptions(command: CommandUnknownOpts): void {
  const isGroup = command.commands.length > 0;
  const shared = (flags: string, description: string) =>
    new Option(flags, description).helpGroup(GROUP).hideHelp(isGroup);
  command
    .addOption(shared('-C, --dir <dir>', 'the fleet directory (default: here)'))
    .addOption(shared('--json', 'one JSON document on stdout, all else on stderr'))
    .addOption(shared('--no-color', 'plain text, also on a terminal'))
    .addOption(shared('-v, --verbose', 'say more; show the stack of an unexpected error'))
    .addHelpOption(shared('-h, --help', 'this text'));
  if (isGroup) command.addHelpText('after', '\nEverywhere:\n  -C DIR  --json  --no-color  -v  --help');
}

/** Reads the shared options wherever they stood on the line: `mosaic -C d fleet ps --json`. The nearest `-C` wins. */
export function readShared(command: CommandUnknownOpts): SharedOptions {
  const levels = selfAndParents(command).map((level) => level.opts() as Record<string, unknown>);
  const dir = levels.map((options) => options['dir']).find((value) => typeof value === 'string');
  return {
    dir: resolve(dir ?? '.'),
    json: levels.some((options) => options['json'] === true),
    color: levels.every((options) => options['color'] !== false),
    verbose: levels.some((options) => options['verbose'] === true),
  };
}

function selfAndParents(command: CommandUnknownOpts): CommandUnknownOpts[] {
  return command.parent === null ? [command] : [command, ...selfAndParents(command.parent)];
}
