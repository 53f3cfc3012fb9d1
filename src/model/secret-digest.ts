import { createHash } from 'node:crypto';
import { byCodeUnit } from './by-code-unit.ts';

/**
 * How a host and an operator compare a value without showing it: sha256 over the host's salt and the sha256 of the value, both as
 * hex digits. 64 hex digits. The salt keeps what a host tells from being compared with a list of likely values.
 */
export function secretDigest(salt: string, value: Uint8Array): string {
  const inner = createHash('sha256').update(value).digest('hex');
  return createHash('sha256').update(`${salt}${inner}`, 'latin1').digest('hex');
}

/** The name of a folder of credentials: 16 hex digits over what lies in it; `null` when nothing does. */
export function credentialsVersion(digests: Readonly<Record<string, string>>): string | null {
  const names = Object.keys(digests).sort(byCodeUnit);
  if (names.length === 0) return null;
  const lines = names.map((name) => `${name} ${digests[name]}\n`).join('');
  return createHash('sha256').update(lines, 'latin1').digest('hex').slice(0, 16);
}
