import { setTimeout as delay } from 'node:timers/promises';

export interface Repeated {
  /** At once, or right after the run that is under way. */
  readonly poke: () => void;
  /** Resolves when the signal ended it. */
  readonly ended: Promise<void>;
}

/** Runs a task at once, then every `ms` and when it is poked; never twice at the same time. What it throws goes to `failed`. */
export function repeat(
  task: () => void | Promise<void>,
  ms: number,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Repeated {
  let isPoked = false;
  let sleep = new AbortController();
  const run = async () => {
    while (!signal.aborted) {
      isPoked = false;
      sleep = new AbortController();
      try {
        await task();
      } catch (error) {
        failed(error);
      }
      const ends = AbortSignal.any([signal, sleep.signal]);
      if (!isPoked) await delay(ms, null, { signal: ends }).catch(() => {});
    }
  };
  const poke = () => {
    isPoked = true;
    sleep.abort();
  };
  return { poke, ended: run() };
}
