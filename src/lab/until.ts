import { setTimeout as pause } from 'node:timers/promises';

/** Looks every 25 ms until `look` gives something other than null; null after `seconds`. */
export async function until<T>(look: () => Promise<T | null>, seconds: number): Promise<T | null> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > deadline) return null;
    await pause(25);
  }
}
