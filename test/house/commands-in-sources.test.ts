import { expect, test } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { readTracked, trackedFiles } from './tracked-files.ts';

const program = await buildProgram('all');
const known = new Set(
  program.commands.flatMap((group) => group.commands.map((command) => `${group.name()} ${command.name()}`)),
);

/** Commands that a text tells somebody to type, and the program does not have. */
function unknownIn(path: string, text: string): readonly string[] {
  const called = [...text.matchAll(/mosaic (?:-C \S+ )?(fleet|lab) ([a-z]+)/g)];
  return called
    .map(([, group, command]) => `${group} ${command}`)
    .filter((command) => !known.has(command))
    .map((command) => `${path}: mosaic ${command}`);
}

test('every command that the program and its files name is one that it has', () => {
  const paths = trackedFiles('src', 'templates', 'presets', 'inventory', 'scripts');
  expect(paths.flatMap((path) => unknownIn(path, readTracked(path)))).toEqual([]);
});

test('one that it does not have is found', () => {
  expect(unknownIn('a.ts', "next: 'mosaic fleet heal'")).toEqual(['a.ts: mosaic fleet heal']);
});
