import { groups, topCommands } from './top-commands.ts';

/** The front part of `words` that is a group or command of ours: what `--help` can be asked about. */
export function knownWords(words: readonly string[]): readonly string[] {
  const [first = '', second = ''] = words;
  if (topCommands.some((command) => command.name === first)) return [first];
  const group = groups.find((candidate) => candidate.name === first);
  if (group === undefined) return [];
  return group.commands.some((command) => command.name === second) ? [first, second] : [first];
}
