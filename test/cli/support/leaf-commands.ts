import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { buildProgram } from '../../../src/cli/program.ts';

/** Every command that does something, as it is typed after `mosaic`, in the order of its help. */
export async function leafCommands(): Promise<readonly string[]> {
  return (await buildProgram('all')).commands.flatMap((group) => leaves(group, ''));
}

function leaves(command: CommandUnknownOpts, above: string): readonly string[] {
  const name = `${above}${command.name()}`;
  const below = command.commands.flatMap((child) => leaves(child, `${name} `));
  // `presets` lists them by itself.
  return below.length === 0 || name === 'fleet presets' ? [name, ...below] : below;
}
