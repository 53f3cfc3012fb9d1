import type { Actor } from './actor.ts';
import type { PendingFacts } from './facts.ts';
import { type Fault, faultOf } from './fault.ts';
import type { FleetHost } from './fleet-host.ts';
import { type HostScripts, lookAt } from './look.ts';
import { revert } from './recover.ts';

export type UnlockOutcome = { readonly host: string } & (
  | { readonly result: 'free' }
  | { readonly result: 'unlocked'; readonly pending: PendingFacts }
  | { readonly result: 'failed'; readonly why: string; readonly next: string }
);

/** Undoes a deploy that nobody confirmed and that the host has not undone by itself. */
export async function unlockHost(
  one: FleetHost,
  scripts: HostScripts,
  fleet: string,
  actor: Actor,
): Promise<UnlockOutcome> {
  const { host } = one;
  try {
    const transport = await one.open();
    const { pending } = await lookAt(transport, scripts, fleet);
    if (pending === null) return { host, result: 'free' };
    const result = await revert(transport, scripts, fleet, actor, pending.turn);
    if (result.kind === 'done') return { host, result: 'unlocked', pending };
    if (result.kind === 'gone') return { host, result: 'free' };
    return { host, result: 'failed', why: result.why, next: `mosaic fleet verify ${host}` };
  } catch (error) {
    const fault: Fault | null = faultOf(error);
    if (fault === null) throw error;
    return { host, result: 'failed', ...fault };
  }
}
