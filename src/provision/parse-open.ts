import { byCodeUnit } from '../model/by-code-unit.ts';

/** Reads `UNIT can WORD…` and `UNIT looked` lines, by unit; only a look that came to its end counts. */
export function parseOpen(lines: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const seen = lines.flatMap((line) => /^(\S+) looked$/.exec(line)?.[1] ?? []);
  return Object.fromEntries(
    seen.map((unit) => {
      const start = `${unit} can `;
      const words = lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));
      return [unit, [...new Set(words)].sort(byCodeUnit)];
    }),
  );
}
