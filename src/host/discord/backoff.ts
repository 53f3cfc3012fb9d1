const FIRST_MS = 1000;
const MOST_MS = 30_000;

/** How long to wait before the next try after so many that failed, in milliseconds; `chance` from 0 to 1 spreads those who were cut off together. */
export function backoffMs(failed: number, chance: number): number {
  if (failed === 0) return 0;
  const full = Math.min(MOST_MS, FIRST_MS * 2 ** (failed - 1));
  return Math.round(full / 2 + (full / 2) * chance);
}
