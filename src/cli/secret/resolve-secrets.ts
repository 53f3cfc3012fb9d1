import type { Fleet } from '../../model/fleet.ts';
import { type Secret, secretValue } from '../../model/secret.ts';
import { sourceText } from '../../model/secret-source.ts';
import { cliError } from '../cli-error.ts';
import { type FindValue, valueFinder } from './find-value.ts';
import { secretUsers } from './secret-users.ts';

/**
 * The values of all secrets that agents and connectors on these hosts use, and of no others; by name. Throws one CliError that lists every one
 * that cannot be had: which, from where, for whom, and what to type.
 */
export async function resolveSecrets(
  { fleet, dir }: { readonly fleet: Fleet; readonly dir: string },
  hosts: readonly string[],
  find: FindValue = valueFinder(dir),
): Promise<ReadonlyMap<string, Secret>> {
  const found = new Map<string, Secret>();
  const faults: { readonly line: string; readonly label: string; readonly next: string }[] = [];
  // One after the other: each may ask on the terminal.
  for (const [name, users] of secretUsers(fleet, hosts)) {
    const source = fleet.secrets[name];
    if (source === undefined) throw new Error(`unchecked secret ${name}`);
    const value = await find(name, source);
    if (value.kind === 'value') {
      found.set(name, secretValue(name, value.value));
      continue;
    }
    const line = `secret ${name} (${sourceText(source)}) for ${users.join(', ')}: ${value.why}`;
    faults.push({ line, label: name, next: value.next });
  }
  if (faults.length === 0) return found;
  const count = faults.length === 1 ? 'a secret' : `${faults.length} secrets`;
  throw cliError({
    message: [`${count} cannot be had; nothing was changed`, ...faults.map(({ line }) => line)].join('\n'),
    next: Object.fromEntries(faults.map(({ label, next }) => [label, next])),
  });
}
