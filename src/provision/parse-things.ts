import type { FileFacts, PathWord } from './facts.ts';

export interface Things {
  readonly files: Readonly<Record<PathWord, FileFacts>>;
  readonly links: Readonly<Record<PathWord, string>>;
}

const THING = /^([0-7]+) ([a-z -]+) ("(?:[^"\\]|\\.)*")(?: -> ("(?:[^"\\]|\\.)*"))?$/;

/** Reads `MODE KIND "PATH"[ -> "TARGET"]` and `SHA256  PATH` lines, as `stat` and `sha256sum` print them. */
export function parseThings(things: readonly string[], sums: readonly string[]): Things {
  const hashes = new Map(sums.map((line) => [line.slice(66), line.slice(0, 64)]));
  const files: [PathWord, FileFacts][] = [];
  const links: [PathWord, string][] = [];
  for (const line of things) {
    const [, mode, , path, target] = THING.exec(line) ?? [];
    if (mode === undefined || path === undefined) continue;
    const word = pathWord(bytesOf(path));
    if (target !== undefined) links.push([word, bytesOf(target).toString('utf8')]);
    else files.push([word, { sha256: hashes.get(word) ?? null, mode: Number.parseInt(mode, 8) }]);
  }
  return { files: Object.fromEntries(files), links: Object.fromEntries(links) };
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** The bytes that a quoted C string stands for. */
function bytesOf(quoted: string): Buffer {
  if (!quoted.includes('\\')) return Buffer.from(quoted.slice(1, -1), 'utf8');
  const parts = quoted.slice(1, -1).match(/\\[0-7]{3}|\\.|[^\\]/gu) ?? [];
  return Buffer.concat(
    parts.map((part) => {
      if (!part.startsWith('\\')) return Buffer.from(part, 'utf8');
      const octal = /^\\([0-7]{3})$/.exec(part)?.[1];
      if (octal !== undefined) return Buffer.from([Number.parseInt(octal, 8)]);
      return Buffer.from([ESCAPES[part.slice(1)] ?? part.charCodeAt(1)]);
    }),
  );
}

function pathWord(bytes: Buffer): PathWord {
  const text = bytes.toString('latin1');
  if (/^[A-Za-z0-9@:._/+=-]+$/.test(text)) return text;
  return `%${[...bytes].map((byte) => byte.toString(8).padStart(3, '0')).join('')}`;
}
