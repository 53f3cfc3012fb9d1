import { hostPaths } from '../model/host-paths.ts';
import type { Change } from './change.ts';
import type { Facts, PathWord } from './facts.ts';
import type { Finding } from './finding.ts';
import type { Wanted } from './wanted.ts';

/** Brings the folder of values where it is not there as wanted, and makes it the current one. Only for values that were looked up. */
export function mendSecrets({ secrets, manifest }: Wanted, facts: Facts, found: readonly Finding[]) {
  if (secrets === null) return { stage: [], changes: [] };
  const { version, digests } = secrets;
  const isThere = version === null || isSame(facts.secrets.versions[version] ?? {}, digests);
  const isOpen = found.some(({ kind }) => kind === 'secret-exposed');
  const stage = version !== null && (!isThere || isOpen) ? [credentialsPath(manifest.fleet, version)] : [];
  const changes: Change[] = facts.secrets.current === version ? [] : [{ kind: 'credentials', version }];
  return { stage, changes };
}

export function credentialsPath(fleet: string, version: string): PathWord {
  return `${hostPaths.credentials(fleet)}/${version}`;
}

function isSame(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
