import { expect, test } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { groups, topCommands } from '../../src/cli/top-commands.ts';

const entries = [
  ...topCommands.map((entry) => ({ path: [entry.name], entry })),
  ...groups.flatMap((group) => group.commands.map((entry) => ({ path: [group.name, entry.name], entry }))),
];

test('every command loads under the name that its table gives', async () => {
  const names = await Promise.all(entries.map(async ({ entry }) => (await entry.load()).name()));
  expect(names).toEqual(entries.map(({ entry }) => entry.name));
});

test('every command that does something shows an example in its help', async () => {
  const program = await buildProgram('all');
  const silent = entries.flatMap(({ path }) => {
    let command = program;
    for (const word of path) command = command.commands.find((child) => child.name() === word) ?? command;
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    return help.includes('Example:') ? [] : [path.join(' ')];
  });
  expect(silent).toEqual([]);
});

test('only what the words name is loaded', async () => {
  const program = await buildProgram(['fleet']);
  const fleet = program.commands.find((command) => command.name() === 'fleet');
  expect(fleet?.commands.every((command) => command.registeredArguments.length === 0)).toBe(true);
});
