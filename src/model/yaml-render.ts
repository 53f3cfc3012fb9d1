import { parse, stringify } from 'yaml';

/** How a text was quoted that a new one replaces. */
export type Quoting = 'plain' | 'single' | 'double';

// Inside { } and [ ] too, none of these ends a plain text.
const PLAIN = /^[A-Za-z0-9/~][A-Za-z0-9_./~@+%:-]*(?: [A-Za-z0-9_./~@+%-]+)*$/;
const SINGLE = /^[ -~]*$/;

/** A value on one line, valid inside braces as well. */
export function inlineYaml(value: unknown, quoting: Quoting = 'plain'): string {
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `[${value.map((item) => inlineYaml(item)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = definedEntries(value).map(([key, item]) => `${inlineYaml(key)}: ${inlineYaml(item)}`);
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  if (typeof value !== 'string') return String(value);
  if (quoting === 'single' && SINGLE.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return quoting === 'plain' && isPlain(value) ? value : JSON.stringify(value);
}

function isPlain(value: string): boolean {
  return PLAIN.test(value) && !value.endsWith(':') && parse(value) === value;
}

/** Lines of `key: value` below each other, each indented; ends with a line feed. */
export function blockPair(key: string, value: unknown, indent: number): string {
  return indented(stringify({ [key]: value }, BLOCK), indent);
}

/** Lines of one item of a list, with its dash; ends with a line feed. */
export function blockItem(value: unknown, indent: number): string {
  return indented(stringify([value], BLOCK), indent);
}

/** A text of several lines as a literal block, from its `|` on. */
export function literalBlock(value: string, indent: number): string {
  return blockPair('k', value, indent).slice(indent + 'k: '.length);
}

const BLOCK = { lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false } as const;

function indented(text: string, indent: number): string {
  const space = ' '.repeat(indent);
  return text.replaceAll(/^(?=.)/gm, space);
}

export function definedEntries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
