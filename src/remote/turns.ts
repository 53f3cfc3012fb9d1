/** At most `most` at a time: `take` answers, first come, first served, with the function that gives the turn back. */
export interface Turns {
  take(): Promise<() => void>;
}

export function turnsOf(most: number): Turns {
  let free = most;
  const waiting: (() => void)[] = [];
  const giveBack = () => {
    // A turn goes straight to the next in line: `free` does not change.
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    take: async () => {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return giveBack;
    },
  };
}
