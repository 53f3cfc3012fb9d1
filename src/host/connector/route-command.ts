import { NAME } from '../../model/names.ts';
import type { Action, CommandEvent } from './action.ts';
import type { Policy, Standing } from './policy.ts';

const LIFECYCLE = ['start', 'stop', 'restart'] as const;
const SHOWS = ['ps', 'status', 'logs'] as const;

/** What a command of the fleet does; no model has part in it. Only owners change anything; strangers get no word. */
export function routeCommand(event: CommandEvent, policy: Policy, standing: Standing): readonly Action[] {
  if (event.user.automatic) return [audited(event, 'refused', 'a program, not a person')];
  if (standing === 'stranger')
    return [audited(event, 'refused', 'not in `allow` or `owners` of this connector')];
  const agent = event.options['agent'] || policy.agent;
  if (!NAME.test(agent)) return [answer(event, 'An agent’s name is of small letters, digits and hyphens.')];
  const what = SHOWS.find((known) => known === event.name);
  if (what !== undefined)
    return [{ do: 'show', event, what, agent: what === 'ps' ? null : agent, lines: linesOf(event) }];
  if (standing !== 'owner') return refuseChange(event);
  const act = LIFECYCLE.find((known) => known === event.name);
  if (act !== undefined) return [audited(event, act, agent), { do: 'lifecycle', event, act, agent }];
  if (event.name === 'send') return sendText(event, agent);
  return [answer(event, 'Known are ps, status, logs, start, stop, restart and send.')];
}

function refuseChange(event: CommandEvent): readonly Action[] {
  return [
    audited(event, 'refused', `${event.name}: only owners change anything`),
    answer(event, 'Only owners of this connector may do that. You may use ps, status and logs.'),
  ];
}

function sendText(event: CommandEvent, agent: string): readonly Action[] {
  const text = event.options['text'] ?? '';
  if (text.trim() === '') return [answer(event, 'There is nothing to send: give a text.')];
  return [audited(event, 'send', agent), { do: 'send', event, agent, text }];
}

function linesOf({ options }: CommandEvent): number {
  const lines = Number(options['lines'] ?? 20);
  return Number.isSafeInteger(lines) ? Math.min(Math.max(lines, 1), 100) : 20;
}

function answer(event: CommandEvent, text: string): Action {
  return { do: 'answer', event, text };
}

function audited({ user: who, place, name }: CommandEvent, act: string, why: string): Action {
  return { do: 'audit', line: { act, who, place, why, said: act === 'refused' ? name : '' } };
}
