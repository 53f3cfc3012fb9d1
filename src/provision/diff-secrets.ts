import { byCodeUnit } from '../model/by-code-unit.ts';
import { secretUsers } from './credentials.ts';
import type { Facts } from './facts.ts';
import { heldDigests, wantedCredentials } from './findings-secret.ts';
import type { Wanted } from './wanted.ts';

/** What becomes of one secret on a host, and which agents and connectors start again for it. */
export interface SecretDiff {
  readonly secret: string;
  readonly change: 'new' | 'changed' | 'removed';
  readonly restarts: readonly string[];
}

/** Compares the values on a host with the wanted ones, by digest; unchanged ones are not mentioned. `starts`: units that start anyway. */
export function diffSecrets(want: Wanted, facts: Facts, starts: ReadonlySet<string>): readonly SecretDiff[] {
  const have = heldDigests(facts);
  const wanted = wantedCredentials(want, facts).digests;
  const names = [...new Set([...Object.keys(have), ...Object.keys(wanted)])].sort(byCodeUnit);
  return names.flatMap((secret): SecretDiff[] => {
    if (have[secret] === wanted[secret]) return [];
    const change = have[secret] === undefined ? 'new' : wanted[secret] === undefined ? 'removed' : 'changed';
    const users = secretUsers(want.manifest).filter(({ secrets }) => secrets.includes(secret));
    const restarts = users.filter(({ unit }) => starts.has(unit)).map(({ name }) => name);
    return [{ secret, change, restarts }];
  });
}
