import { changeLine } from './change-line.ts';
import type { HostPlan } from './host-plan.ts';

/** Who deploys, from which machine, and why; it stands in the host's records. */
export interface Actor {
  readonly by: string;
  readonly where: string;
  readonly why: string;
}

/** A plan as recover.sh reads it. `seconds`: how long the host waits for the confirmation before it reverts by itself. */
export function planText(plan: HostPlan, actor: Actor, seconds: number): string {
  const lines = [
    `from=${plan.from ?? '-'}`,
    `to=${plan.to ?? '-'}`,
    `by=${actorWord(actor.by)}`,
    `where=${actorWord(actor.where)}`,
    `why=${actorWord(actor.why)}`,
    `credentials=${plan.credentials ?? '-'}`,
    `seconds=${seconds}`,
    ...plan.changes.map((change) => `do=${changeLine(change)}`),
    ...plan.rollback.map((change) => `undo=${changeLine(change)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** A name as one harmless word: it goes through sh and into logs. */
export function actorWord(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9@._-]+/g, '-').slice(0, 100) || 'unknown';
}
