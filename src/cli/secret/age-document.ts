import { canonicalJson } from '../../model/canonical-json.ts';

/** Names and values of `secrets.age`. */
export type AgeValues = ReadonlyMap<string, Uint8Array>;

/** What is encrypted: JSON, name to text, or to `{ "base64": … }` for a value that is no UTF-8 text. */
export function ageDocument(values: AgeValues): Uint8Array {
  const entries = [...values].map(([name, value]) => [name, written(value)]);
  return Buffer.from(canonicalJson(Object.fromEntries(entries)), 'utf8');
}

/** Reads it back; `null` for what is no such document. Nothing of it stands in an error. */
export function parseAgeDocument(plain: Uint8Array): AgeValues | null {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(plain).toString('utf8'));
  } catch {
    return null;
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return null;
  const entries = Object.entries(document).map(([name, value]) => [name, read(value)] as const);
  if (entries.some(([, value]) => value === null)) return null;
  return new Map(entries.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])));
}

function written(value: Uint8Array): string | { readonly base64: string } {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
  } catch {
    return { base64: Buffer.from(value).toString('base64') };
  }
}

function read(value: unknown): Uint8Array | null {
  if (typeof value === 'string') return value.isWellFormed() ? Buffer.from(value, 'utf8') : null;
  if (typeof value !== 'object' || value === null || !('base64' in value)) return null;
  return typeof value.base64 === 'string' ? Buffer.from(value.base64, 'base64') : null;
}
