import { isDeepStrictEqual } from 'node:util';
import { type ContractName, commandContracts, contracts } from '../../../src/model/contracts.ts';

/** Holds what a command with `--json` printed against its contract. `words`: after `mosaic`. Throws when they differ. */
export function checkDocuments(words: readonly string[], stdout: string): void {
  const command = commandOf(words);
  const names = [...(commandContracts[command] ?? []), 'failure' as const];
  const isStream = command === 'fleet logs' || command === 'fleet watch' || words.includes('--watch');
  const texts = isStream ? stdout.split('\n').filter((line) => line !== '') : [stdout];
  for (const text of texts) {
    const document = parse(text, command);
    if (names.some((name) => keeps(name, document))) continue;
    throw new Error(`mosaic ${command} printed what keeps none of ${names.join(', ')}:\n${text}`);
  }
}

/** The longest name of a command at the front: `['fleet', 'host', 'add', 'x']` → `fleet host add`. */
function commandOf(words: readonly string[]): string {
  const plain = words.filter((word) => !word.startsWith('-'));
  const names = [3, 2].map((count) => plain.slice(0, count).join(' '));
  return names.find((name) => name in commandContracts) ?? plain.join(' ');
}

function parse(text: string, command: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`mosaic ${command} --json did not print one document:\n${text}`);
  }
}

// What a contract does not name is taken off by it, and so found here.
function keeps(name: ContractName, document: unknown): boolean {
  const { success, data } = contracts[name].safeParse(document);
  return success && isDeepStrictEqual(JSON.parse(JSON.stringify(data)), document);
}
