import { setTimeout as sleep } from 'node:timers/promises';

/** How often a connection that sshd drops before the handshake is tried, and the first pause, which doubles. */
export const TRIES = 6;
const PAUSE_MS = 100;

/** `attempt` counts from 1. */
export async function pauseAfter(attempt: number, signal?: AbortSignal): Promise<void> {
  // Jitter: those that were dropped together must not come back together.
  const pause = PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random());
  await sleep(pause, undefined, { signal }).catch(() => undefined);
}
