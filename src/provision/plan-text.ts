import { type Actor, actorWord } from './actor.ts';
import { changeLine } from './change-line.ts';
import type { HostPlan } from './host-plan.ts';

/** A plan as recover.sh reads it. `seconds`: how long the host waits for the confirmation before it reverts by itself. */
export function planText(plan: HostPlan, actor: Actor, seconds: number): string {
  const commit = actor.source?.commit ?? null;
  const lines = [
    `from=${plan.from ?? '-'}`,
    `to=${plan.to ?? '-'}`,
    `by=${actorWord(actor.by)}`,
    `where=${actorWord(actor.where)}`,
    `why=${actorWord(actor.why)}`,
    `roster=${actor.source?.roster ?? '-'}`,
    `commit=${commit?.id ?? '-'}`,
    `dirty=${commit?.dirty === true ? 'yes' : '-'}`,
    `credentials=${plan.credentials ?? '-'}`,
    `seconds=${seconds}`,
    ...plan.changes.map((change) => `do=${changeLine(change)}`),
    ...plan.rollback.map((change) => `undo=${changeLine(change)}`),
  ];
  return `${lines.join('\n')}\n`;
}
