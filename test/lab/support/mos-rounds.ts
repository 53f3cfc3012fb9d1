import type { Fate } from './mos-fates.ts';

/** One fault, and what became of the messages around it. */
export interface Round {
  readonly fault: string;
  /** Messages without a last word when it struck. */
  readonly inFlight: number;
  /** Messages that were said while it lasted. */
  readonly during: number;
  readonly fates: readonly Fate[];
  /** From the fault to the last word to all of them. */
  readonly seconds: number;
}

export function roundLine({ fault, inFlight, during, fates, seconds }: Round): string {
  const words = [...new Set(fates)].sort();
  const ends = words.map((word) => `${fates.filter((fate) => fate === word).length} ${word}`).join(', ');
  const flight = `${inFlight} in flight, ${during} during`;
  return `${fault.padEnd(24)}${flight.padEnd(28)}${seconds.toFixed(1).padStart(6)} s  ${ends}`;
}

/** Every round in its order, and how many messages came to which end. */
export function roundsTable(rounds: readonly Round[]): string {
  const total: Round = {
    fault: `all ${rounds.length}`,
    inFlight: sum(rounds.map(({ inFlight }) => inFlight)),
    during: sum(rounds.map(({ during }) => during)),
    fates: rounds.flatMap(({ fates }) => fates),
    seconds: sum(rounds.map(({ seconds }) => seconds)),
  };
  return [...rounds, total].map(roundLine).join('\n');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
