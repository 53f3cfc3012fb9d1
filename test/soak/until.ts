import { setTimeout as delay } from 'node:timers/promises';

/** Seconds in which everything must be well again. */
export const PATIENCE = 60;

/** Awaits a condition; rejects, naming it, when it has not come true in time. What throws meanwhile counts as not true. */
export async function until(what: string, holds: () => Promise<boolean>, seconds = PATIENCE): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    let reason = '';
    const held = await holds().catch((error: unknown) => {
      reason = `: ${error instanceof Error ? error.message : error}`;
      return false;
    });
    if (held) return;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}${reason}`);
    await delay(200);
  }
}

/** Awaits that nothing is wrong; rejects with what was wrong to the last. */
export async function untilNone(what: string, look: () => Promise<readonly string[]>): Promise<void> {
  await until(what, async () => {
    const wrong = await look();
    if (wrong.length > 0) throw new Error(`\n  ${wrong.join('\n  ')}`);
    return true;
  });
}
