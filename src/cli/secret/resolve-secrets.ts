import type { Fleet } from '../../model/fleet.ts';
import { type Secret, secretValue } from '../../model/secret.ts';
import { sourceText } from '../../model/secret-source.ts';
import { cliError } from '../cli-error.ts';
import { agentsWith } from './agents-with.ts';
import { type FindValue, valueFinder } from './find-value.ts';

/**
 * The values of all secrets that agents on these hosts use, and of no others; by name. Throws one CliError that lists every one
 * that cannot be had: which, from where, for whom, and what to type.
 */
export async function resolveSecrets(
  { fleet, dir }: { readonly fleet: Fleet; readonly dir: string },
  hosts: readonly string[],
  find: FindValue = valueFinder(dir),
): Promise<ReadonlyMap<string, Secret>> {
  const agents = fleet.agents.filter(({ host }) => hosts.includes(host));
  const names = [...new Set(agents.flatMap(({ secrets }) => Object.values(secrets)))].sort();
  const found = new Map<string, Secret>();
  const faults: { readonly line: string; readonly label: string; readonly next: string }[] = [];
  // One after the other: each may ask on the terminal.
  for (const name of names) {
    const source = fleet.secrets[name];
    if (source === undefined) throw new Error(`unchecked secret ${name}`);
    const value = await find(name, source);
    if (value.kind === 'value') {
      found.set(name, secretValue(name, value.value));
      continue;
    }
    const users = agentsWith(agents, name).join(', ');
    const line = `secret ${name} (${sourceText(source)}) for ${users}: ${value.why}`;
    faults.push({ line, label: name, next: value.next });
  }
  if (faults.length === 0) return found;
  const count = faults.length === 1 ? 'a secret' : `${faults.length} secrets`;
  throw cliError({
    message: [`${count} cannot be had; nothing was changed`, ...faults.map(({ line }) => line)].join('\n'),
    next: Object.fromEntries(faults.map(({ label, next }) => [label, next])),
  });
}
