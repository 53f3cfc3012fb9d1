import { byCodeUnit } from '../model/by-code-unit.ts';
import { lockKey } from '../model/harness-lock.ts';
import type { HarnessFacts } from './facts.ts';

const LINE = /^([a-z0-9-]+)\/([0-9A-Za-z.-]+) ([0-9a-f]{64}) (whole|changed)$/;

/** Reads `NAME/VERSION DIGEST whole|changed` lines. By `name@version`, sorted. */
export function parseHarnesses(lines: readonly string[]): Readonly<Record<string, HarnessFacts>> {
  const entries = lines.flatMap((line): [string, HarnessFacts][] => {
    const [, name, version, digest, state] = LINE.exec(line) ?? [];
    if (name === undefined || version === undefined || digest === undefined) return [];
    return [[lockKey({ name, version }), { digest, whole: state === 'whole' }]];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => byCodeUnit(a, b)));
}
