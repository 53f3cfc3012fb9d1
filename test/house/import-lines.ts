import { dirname, join } from 'node:path/posix';

export interface ImportLine {
  /** The importing file, e.g. `src/cli/ps.ts`. */
  readonly from: string;
  /** As written: `node:fs`, `yaml`, `../model/host.ts`. */
  readonly specifier: string;
  /** A type import leaves nothing at run time, so it closes no cycle. */
  readonly isType: boolean;
  /** `import()` runs later, so it closes no cycle. */
  readonly isLazy: boolean;
}

const STATIC = /^\s*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?(['"])([^'"]+)\2/gm;
const LAZY = /\bimport\(\s*(['"])([^'"]+)\1/g;

export function importLines(from: string, source: string): readonly ImportLine[] {
  const eager = [...source.matchAll(STATIC)].map((match) => ({
    from,
    specifier: match[3] ?? '',
    isType: match[1] !== undefined,
    isLazy: false,
  }));
  const lazy = [...source.matchAll(LAZY)].map((match) => ({
    from,
    specifier: match[2] ?? '',
    isType: false,
    isLazy: true,
  }));
  return [...eager, ...lazy];
}

/** The folder of `src/` that a file of ours lies in; `''` for a file directly in `src/`. */
export function folderOf(path: string): string {
  const parts = path.split('/');
  return parts.length > 2 ? (parts[1] ?? '') : '';
}

/** The file that a relative import names; `null` for packages and built-in modules. */
export function fileOf(line: ImportLine): string | null {
  return line.specifier.startsWith('.') ? join(dirname(line.from), line.specifier) : null;
}

/** What the table calls it: a folder of ours, a package, or `node:…`. */
export function targetOf(line: ImportLine): string {
  const file = fileOf(line);
  if (file !== null) return file.startsWith('src/') ? folderOf(file) : file;
  if (line.specifier.startsWith('node:')) return line.specifier;
  const [first = '', second = ''] = line.specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
