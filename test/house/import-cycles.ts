import { fileOf, type ImportLine } from './import-lines.ts';

/** Every cycle of eager value imports, once, as the files on it. */
export function importCycles(lines: readonly ImportLine[]): readonly (readonly string[])[] {
  const next = new Map<string, string[]>();
  for (const line of lines) {
    const file = fileOf(line);
    if (file === null || line.isType || line.isLazy) continue;
    next.set(line.from, [...(next.get(line.from) ?? []), file]);
  }
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push([...path.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of [...next.keys()].sort()) visit(file, []);
  return cycles;
}
