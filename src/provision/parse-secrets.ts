import type { SecretFacts } from './facts.ts';

type ByPlace = Record<string, Record<string, string>>;

/**
 * Reads `secret DIGEST PATH` lines: credentials in folders of versions (`…/credentials/VERSION/NAME`), and those that systemd gave
 * to running units (`…/UNIT.service/NAME`).
 */
export function parseSecrets(
  salt: string | null,
  current: string | null,
  lines: readonly string[],
  { exposed, releases }: { readonly exposed: readonly string[]; readonly releases: readonly string[] },
): SecretFacts {
  const versions: ByPlace = {};
  const units: ByPlace = {};
  for (const line of lines) {
    const [, digest, place, name] =
      /^([0-9a-f]{64}) \S*\/credentials\/([a-z0-9.-]+)\/([a-z0-9-]+)$/.exec(line) ?? [];
    if (digest === undefined || place === undefined || name === undefined) continue;
    const places = place.endsWith('.service') ? units : versions;
    places[place] = { ...places[place], [name]: digest };
  }
  const isVersion = current !== null && /^[0-9a-f]{16}$/.test(current);
  return {
    salt: salt !== null && /^[0-9a-f]{64}$/.test(salt) ? salt : null,
    current: isVersion ? current : null,
    ofRelease: Object.fromEntries(
      releases.flatMap((line) => {
        const [, release, version] = /^([0-9a-f]{64}) ([0-9a-f]{16})$/.exec(line) ?? [];
        return release === undefined || version === undefined ? [] : [[release, version] as const];
      }),
    ),
    versions,
    units,
    exposed: exposed.filter((path) => /^[A-Za-z0-9._/-]+$/.test(path)),
  };
}
