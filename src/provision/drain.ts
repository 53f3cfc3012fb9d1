import { setTimeout as delay } from 'node:timers/promises';
import type { AgentState } from '../model/heartbeat.ts';
import type { Transport } from '../remote/transport.ts';
import { type BusyAgent, busyAmong } from './interrupts.ts';

/** Tells what each agent that is deployed on a host is doing, by name. Rejects with a RemoteError. */
export type LookAtAgents = (transport: Transport) => Promise<ReadonlyMap<string, AgentState>>;

/** How agents are waited for that a deploy would interrupt. */
export interface Drain {
  /** How long at most. */
  readonly seconds: number;
  /** And when of all that are left nobody knows what they do: they may never tell. */
  readonly secondsForUnknown: number;
  readonly look: LookAtAgents;
  /** Hears who is waited for, and how long at most, whenever that changes; nobody: the deploy goes on. */
  readonly onWait: (host: string, busy: readonly BusyAgent[], seconds: number) => void;
}

export interface Drained {
  /** Those that are still busy. */
  readonly busy: readonly BusyAgent[];
  /** Whether time went by, in which the host may have changed. */
  readonly hasWaited: boolean;
}

/** Looks again and again, ever slower, until all of these agents can be interrupted at once, or the time is up. */
export async function awaitIdle(
  transport: Transport,
  agents: readonly string[],
  { seconds, secondsForUnknown, look, onWait }: Drain,
): Promise<Drained> {
  const begin = performance.now();
  let told: readonly BusyAgent[] = [];
  for (let pause = 250; ; pause = Math.min(3000, pause * 1.5)) {
    const busy = busyAmong(agents, await look(transport));
    const most = busy.every(({ state }) => state === 'unknown') ? secondsForUnknown : seconds;
    if (JSON.stringify(busy) !== JSON.stringify(told)) onWait(transport.host, busy, most);
    told = busy;
    const left = begin + most * 1000 - performance.now();
    if (busy.length === 0 || left <= 0) return { busy, hasWaited: pause > 250 };
    await delay(Math.min(pause, left));
  }
}
