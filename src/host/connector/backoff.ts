/** Milliseconds to wait after `attempts` failures in a row; `chance` in [0, 1) spreads those who failed together. */
export function backoffMs(attempts: number, chance: number, most = 60_000): number {
  const whole = Math.min(most, 500 * 2 ** Math.min(attempts, 20));
  return Math.round(whole * (0.5 + chance / 2));
}
