import { setTimeout as pause } from 'node:timers/promises';

/** Awaits a condition: resolves to the first value that is neither null, undefined nor false; throws, naming it, after 20 s. */
export async function until<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  seconds = 20,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`never came true: ${what}`);
    await pause(40);
  }
}
