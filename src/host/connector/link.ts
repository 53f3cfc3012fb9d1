import { setTimeout as delay } from 'node:timers/promises';
import type { ChatAdapter, ChatEvent, LinkState } from '../../model/chat.ts';
import { backoffMs } from './backoff.ts';

export interface LinkParts {
  readonly adapter: ChatAdapter;
  readonly signal: AbortSignal;
  readonly event: (event: ChatEvent) => void;
  readonly state: (state: LinkState) => void;
}

/** Opens the link, and closes it at `signal`. One that failed for good is not opened again; it is closed only then, too. */
export async function keepLink({ adapter, signal, event, state }: LinkParts): Promise<void> {
  let isFinal = false;
  const told = (next: LinkState) => {
    if (isFinal || signal.aborted) return;
    isFinal = next.kind === 'failed';
    state(next);
  };
  const listener = { event: (heard: ChatEvent) => (signal.aborted ? undefined : event(heard)), link: told };
  for (let attempts = 1; !isFinal && !signal.aborted; attempts += 1) {
    told({ kind: 'connecting' });
    try {
      await adapter.open(listener);
      break;
    } catch (error) {
      told({ kind: 'down', why: error instanceof Error ? error.message : String(error) });
      await adapter.close().catch(() => {});
      await delay(backoffMs(attempts, Math.random()), null, { signal }).catch(() => {});
    }
  }
  await aborted(signal);
  await adapter.close().catch(() => {});
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    // A pending promise keeps no process alive; a timer does.
    const timer = setInterval(() => {}, 60_000);
    const end = () => {
      clearInterval(timer);
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
  });
}
