import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { CommandEntry, CommandGroup } from './commands.ts';
import { addSharedOptions } from './options.ts';
import { groups, topCommands } from './top-commands.ts';
import { version } from './version.ts';

/**
 * The whole command line as a tree. Only the command that `words` name is loaded, the others are names in a list;
 * `'all'` loads every one (completion, tests). Parsing throws CommanderError, never exits.
 */
export async function buildProgram(words: readonly string[] | 'all'): Promise<CommandUnknownOpts> {
  const program = new Command('mosaic')
    .description('Describe a fleet of AI coding agents in one file, and run it on your own hosts.')
    .version(version(), '--version', 'the version, and nothing else');
  const [first, second] = words === 'all' ? ['all', 'all'] : words;
  for (const group of groups) {
    program.addCommand(await buildGroup(group, first === group.name || first === 'all' ? second : undefined));
  }
  for (const entry of topCommands) program.addCommand(await buildCommand(entry, first));
  prepare(program);
  return program;
}

async function buildGroup(group: CommandGroup, word: string | undefined): Promise<CommandUnknownOpts> {
  const command = new Command(group.name).summary(group.summary).description(group.description);
  for (const entry of group.commands) command.addCommand(await buildCommand(entry, word));
  return command;
}

async function buildCommand(entry: CommandEntry, word: string | undefined): Promise<CommandUnknownOpts> {
  const isNamed = word === entry.name || word === 'all';
  const command = isNamed ? await entry.load() : new Command(entry.name);
  return command.summary(entry.summary);
}

// Commander does not hand these down to commands that were built elsewhere.
function prepare(command: CommandUnknownOpts): void {
  command
    .exitOverride()
    .helpCommand(false)
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ subcommandTerm: (child) => child.name() });
  addSharedOptions(command);
  for (const child of command.commands) prepare(child);
}
