import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { type CommandLine, commandLines } from './command-lines.ts';
import { readTracked, trackedFiles } from './tracked-files.ts';

const program = await buildProgram('all');

/** What the program has against a command line; `[]` is nothing. */
function faultsOf({ name, words }: CommandLine): readonly string[] {
  const fault = (what: string) => [`${name}: mosaic ${words.join(' ')}: ${what}`];
  let command: CommandUnknownOpts = program;
  // Commander answers `--version` while it parses.
  let rest = words.filter((word) => word !== '--version');
  for (;;) {
    const { operands, unknown } = command.parseOptions(rest);
    const child = command.commands.find((known) => known.name() === operands[0]);
    if (child === undefined) return endFaults(command, operands, unknown).flatMap(fault);
    // Options of the levels above may stand anywhere; what they are not, the child must know.
    rest = [...operands.slice(1), ...unknown];
    command = child;
  }
}

function endFaults(command: CommandUnknownOpts, operands: readonly string[], unknown: readonly string[]) {
  if (command.commands.length > 0 && operands.length > 0) return [`no such command: ${operands[0]}`];
  const stray = unknown.filter((word) => word.startsWith('-') && word !== '--help' && word !== '--');
  if (stray.length > 0) return [`no such option: ${stray.join(' ')}`];
  const known = command.registeredArguments;
  if (known.at(-1)?.variadic !== true && operands.length > known.length) return ['too many arguments'];
  return [];
}

const lines = trackedFiles('*.md').flatMap((path) => commandLines(path, readTracked(path)));

test('documents show commands', () => {
  expect(lines.length).toBeGreaterThan(50);
});

test('every command in the documents is one that the program has', () => {
  expect(lines.flatMap(faultsOf)).toEqual([]);
});

test.each([
  ['    $ mosaic fleet dploy --yes', 'no such command: dploy'],
  ['text `mosaic fleet ps --jsn` text', 'no such option: --jsn'],
  ['```sh\nmosaic lab list there # all\n```', 'too many arguments'],
])('%j is found', (markdown, fault) => {
  expect(commandLines('a.md', markdown).flatMap(faultsOf)).toEqual([expect.stringContaining(fault)]);
});
