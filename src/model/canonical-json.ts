import { byCodeUnit } from './by-code-unit.ts';

/**
 * The one JSON text of a value: keys sorted by code unit, two spaces, LF at the end. Equal values give equal bytes.
 * Throws TypeError for what JSON would lose or change without a word: undefined, functions, numbers that are not finite.
 */
export function canonicalJson(value: unknown): string {
  return `${write(value, '\n')}\n`;
}

// Not by JSON.stringify of a sorted copy: an object puts keys that look like integers first, in numeric order.
function write(value: unknown, newline: string): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  const deeper = `${newline}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${deeper}${write(item, deeper)}`);
    return items.length === 0 ? '[]' : `[${items.join(',')}${newline}]`;
  }
  if (typeof value !== 'object') throw new TypeError(`has no place in JSON: ${String(value)}`);
  const members = Object.entries(value)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([key, member]) => `${deeper}${JSON.stringify(key)}: ${write(member, deeper)}`);
  return members.length === 0 ? '{}' : `{${members.join(',')}${newline}}`;
}
