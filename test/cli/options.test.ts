import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { addSharedOptions, readShared, type SharedOptions } from '../../src/cli/options.ts';

async function parse(...args: readonly string[]): Promise<SharedOptions> {
  let shared: SharedOptions | undefined;
  const leaf = new Command('leaf').action((_options, command) => {
    shared = readShared(command);
  });
  const program = new Command('mosaic').enablePositionalOptions().addCommand(leaf);
  addSharedOptions(program);
  addSharedOptions(leaf);
  await program.parseAsync(args, { from: 'user' });
  if (shared === undefined) throw new Error('the command did not run');
  return shared;
}

test('nothing given', async () => {
  expect(await parse('leaf')).toEqual({ dir: process.cwd(), json: false, color: true, verbose: false });
});

test('before and after the command mean the same', async () => {
  const all = { dir: resolve('d'), json: true, color: false, verbose: true };
  expect(await parse('-C', 'd', '--json', '--no-color', '-v', 'leaf')).toEqual(all);
  expect(await parse('leaf', '-C', 'd', '--json', '--no-color', '-v')).toEqual(all);
});

test('the nearest directory wins', async () => {
  expect((await parse('-C', 'far', 'leaf', '-C', 'near')).dir).toBe(resolve('near'));
});
