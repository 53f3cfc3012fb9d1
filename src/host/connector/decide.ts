import { setTimeout as delay } from 'node:timers/promises';
import { printable } from '../../model/printable.ts';
import type { Action } from './action.ts';
import type { Core } from './core.ts';
import type { DoorResult } from './host-door.ts';

type Decide = Extract<Action, { do: 'decide' }>;

/** A platform wants its answer within 3 s of the press. */
const ANSWER_WITHIN = 1800;

/** Passes a decision on to the agent, and says what came of it where the buttons were, and to who pressed. */
export async function decide(core: Core, { event, prompt, decision }: Decide): Promise<void> {
  const by = `${core.policy.kind}:${event.user.id}`;
  const made = core.door.decide(prompt.agent, prompt.fingerprint, decision, by);
  const first = await Promise.race([made, delay(ANSWER_WITHIN, null, { ref: false })]);
  if (first === null) await core.adapter.answer(event.id, 'It is being passed on …');
  const result = await made;
  const text = outcomeText(decision, prompt.agent, printable(event.user.name).slice(0, 60), result);
  const { place, post } = prompt;
  core.perform(
    [
      { do: 'edit', place, post, text },
      { do: 'answer', event, text: result.ok ? 'Done.' : text },
    ],
    [{ kind: 'done', event: event.id, at: Date.now() }],
  );
}

function outcomeText(
  decision: 'allow' | 'deny',
  agent: string,
  who: string,
  result: DoorResult<string>,
): string {
  const word = decision === 'allow' ? 'Allowed' : 'Denied';
  if (result.ok) return `${word} by ${who}. ${agent} goes on.`;
  return `${who} pressed ${decision}, but it did not reach ${agent}: ${printable(result.why)}\nlook: mosaic fleet status ${agent}`;
}
