import { byCodeUnit } from '../model/by-code-unit.ts';
import { credentialsVersion } from '../model/secret-digest.ts';
import { secretsOf, secretUsers, type WantedCredentials } from './credentials.ts';
import type { Facts } from './facts.ts';
import type { SecretFinding } from './finding.ts';
import type { Wanted } from './wanted.ts';

type Digests = Readonly<Record<string, string>>;

/** Secrets that lie on the host otherwise than wanted, and agents and connectors that run with a value of before. */
export function secretFindings(want: Wanted, facts: Facts): readonly SecretFinding[] {
  const have = heldDigests(facts);
  const wanted = wantedCredentials(want, facts).digests;
  return [
    ...compared(have, wanted, secretsOf(want.manifest)),
    ...edited(have, facts),
    ...exposed(facts),
    ...outdated(want, wanted, facts),
  ];
}

/** The digests of the values that units get now. */
export function heldDigests({ secrets }: Facts): Digests {
  return (secrets.current === null ? undefined : secrets.versions[secrets.current]) ?? {};
}

/** Nobody looked the values up: then those that the host has are right, as far as anything uses them. */
export function wantedCredentials({ secrets, manifest }: Wanted, facts: Facts): WantedCredentials {
  if (secrets !== null) return secrets;
  const have = heldDigests(facts);
  const names = secretsOf(manifest).filter((name) => have[name] !== undefined);
  const digests = Object.fromEntries(names.map((name) => [name, have[name] ?? '']));
  return { digests, version: credentialsVersion(digests) };
}

function compared(have: Digests, wanted: Digests, used: readonly string[]): readonly SecretFinding[] {
  const names = [...new Set([...Object.keys(have), ...Object.keys(wanted), ...used])].sort(byCodeUnit);
  return names.flatMap((secret): SecretFinding[] => {
    if (have[secret] === undefined) return [{ kind: 'secret-missing', secret }];
    if (wanted[secret] === undefined) return [{ kind: 'secret-left', secret }];
    return have[secret] === wanted[secret] ? [] : [{ kind: 'secret-changed', secret }];
  });
}

/** Before anything of ours lies there, the folder is whose it is. */
function exposed({ secrets }: Facts): readonly SecretFinding[] {
  if (secrets.current === null) return [];
  return secrets.exposed.map((path) => ({ kind: 'secret-exposed', path }));
}

/** A folder is named by what was put into it. */
function edited(have: Digests, { secrets }: Facts): readonly SecretFinding[] {
  if (secrets.current === null || credentialsVersion(have) === secrets.current) return [];
  return [{ kind: 'secrets-edited', version: secrets.current }];
}

function outdated({ manifest }: Wanted, wanted: Digests, facts: Facts): readonly SecretFinding[] {
  return secretUsers(manifest).flatMap(({ unit, launch, secrets }) => {
    const have = facts.units[unit];
    if (have?.active !== 'active' || have.launch !== launch) return [];
    const given = facts.secrets.units[unit] ?? {};
    const old = secrets.filter((secret) => wanted[secret] !== undefined && given[secret] !== wanted[secret]);
    return old.map((secret) => ({ kind: 'old-secret' as const, unit, secret }));
  });
}
