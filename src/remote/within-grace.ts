import { setTimeout as sleep } from 'node:timers/promises';

/** How long a killed command, or a closed connection, may take to be gone. */
const GRACE_MS = 1_000;

/** What `work` says, or `late` when it takes too long. */
export async function withinGrace<T>(work: Promise<T>, late: T): Promise<T> {
  const patience = new AbortController();
  const over = sleep(GRACE_MS, late, { signal: patience.signal }).catch(() => late);
  try {
    return await Promise.race([work, over]);
  } finally {
    patience.abort();
  }
}
