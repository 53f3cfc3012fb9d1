import type { Sent } from '../lab/support/messages.ts';

export interface Checked {
  readonly fault: string;
  readonly seconds: number;
}

const WIDTH = 22;

export function faultLine(number: number, fault: string, where: string, seconds: number): string {
  return `${String(number).padStart(4)}  ${fault.padEnd(WIDTH)}${seconds.toFixed(1).padStart(6)} s  ${where}\n`;
}

/** How often each fault befell, and how long it took until all was well. */
export function summary(checked: readonly Checked[]): string {
  const names = [...new Set(checked.map(({ fault }) => fault))].sort();
  const rows = names.map((name) => {
    const seconds = checked
      .filter(({ fault }) => fault === name)
      .map((one) => one.seconds)
      .sort((a, b) => a - b);
    const median = seconds[Math.floor((seconds.length - 1) / 2)] ?? 0;
    return [name, `${seconds.length}`, median.toFixed(1), (seconds.at(-1) ?? 0).toFixed(1)] as const;
  });
  const table = [['FAULT', 'TIMES', 'MEDIAN s', 'LONGEST s'] as const, ...rows];
  return table
    .map(
      ([name, times, median, longest]) =>
        `${name.padEnd(WIDTH)}${times.padStart(6)}${median.padStart(10)}${longest.padStart(11)}\n`,
    )
    .join('');
}

/** How many messages came to which end. */
export function outcomesOf(sent: readonly Sent[]): string {
  const words = [...new Set(sent.map(({ outcome }) => outcome))].sort();
  const counts = words.map((word) => `${sent.filter(({ outcome }) => outcome === word).length} ${word}`);
  return `${sent.length} messages: ${counts.join(', ') || 'none'}`;
}
