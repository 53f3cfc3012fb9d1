import type { Manifest } from '../model/bundle.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { Secret } from '../model/secret.ts';
import { credentialsVersion, secretDigest } from '../model/secret-digest.ts';

/** What a host's folder of credentials should hold, by what it tells of each value. */
export interface WantedCredentials {
  /** By the secret's name, sorted. */
  readonly digests: Readonly<Record<string, string>>;
  /** The folder's name; `null`: none. */
  readonly version: string | null;
}

/** The same with the values, for the host that this salt is of. */
export interface Credentials extends WantedCredentials {
  readonly salt: string;
  /** Whether the host has no salt yet: it gets this one. */
  readonly isNewSalt: boolean;
  readonly values: ReadonlyMap<string, Secret>;
}

/** Whether the values themselves are there, to be brought. */
export function isCredentials(wanted: WantedCredentials): wanted is Credentials {
  return 'values' in wanted;
}

/** Who is given secrets on a host, and by which unit. */
export interface SecretUser {
  readonly name: string;
  readonly unit: string;
  readonly launch: string;
  /** Names, sorted. */
  readonly secrets: readonly string[];
}

/** Agents, then connectors; those without a secret too. */
export function secretUsers({ agents, connectors }: Manifest): readonly SecretUser[] {
  return [
    ...agents.map(({ name, unit, launch, secrets }) => ({
      name,
      unit,
      launch,
      secrets: [...new Set(Object.values(secrets))].sort(byCodeUnit),
    })),
    ...connectors.map(({ name, unit, launch, secret }) => ({ name, unit, launch, secrets: [secret] })),
  ];
}

/** Names of the secrets that agents and connectors of a host use, sorted. */
export function secretsOf(manifest: Manifest): readonly string[] {
  return [...new Set(secretUsers(manifest).flatMap(({ secrets }) => secrets))].sort(byCodeUnit);
}

/** Chooses what a host needs among all values. Throws when one is missing: they are looked up for the same bundle. */
export function credentialsOf(
  manifest: Manifest,
  values: ReadonlyMap<string, Secret>,
  { salt, isNewSalt }: Pick<Credentials, 'salt' | 'isNewSalt'>,
): Credentials {
  const needed = secretsOf(manifest).map((name) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`the secret ${name} was not looked up`);
    return [name, value] as const;
  });
  const digests = Object.fromEntries(
    needed.map(([name, value]) => [name, secretDigest(salt, value.reveal())]),
  );
  return { digests, version: credentialsVersion(digests), salt, isNewSalt, values: new Map(needed) };
}
