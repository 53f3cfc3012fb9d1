import { setTimeout as sleep } from 'node:timers/promises';

/** Lets connections that have begun take their next steps: each would wait for the end of all that is computed now. */
export async function breathe(): Promise<void> {
  for (let step = 0; step < 2; step += 1) await sleep(1);
}
