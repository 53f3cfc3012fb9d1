import type { ChatPlace } from '../../model/chat.ts';
import { untilText } from './ack.ts';
import type { Action } from './action.ts';
import { draft } from './action.ts';
import type { AgentView } from './host-door.ts';

export interface AlertFacts {
  /** What was last said of its trouble; `null`: nothing, or that it is over. */
  readonly told: string | null;
  /** The trouble that the look before this one saw. */
  readonly before: string | null;
  /** The host's clock, seconds since 1970. */
  readonly now: number;
  readonly place: ChatPlace;
}

/** What an agent cannot get out of by itself, in one word; `null`: nothing. */
export function troubleOf({ state, rule }: AgentView): string | null {
  if (rule === 'quarantine') return 'quarantine';
  switch (state) {
    case 'exited':
    case 'auth-hold':
    case 'rate-limited':
    case 'stalled':
      return state;
    default:
      return null;
  }
}

/** Says that an agent is in trouble, or out of it, once each. A state on its way to another is no news. */
export function routeAlert(view: AgentView, { told, before, now, place }: AlertFacts): readonly Action[] {
  const trouble = troubleOf(view);
  if (trouble === told) return [];
  if (trouble === null)
    return isWell(view) ? say(view, null, `${view.name} is back: ${view.state}.`, now, place) : [];
  // What mends itself within one look is none: a restart takes five seconds.
  if (isFleeting(trouble) && before !== trouble) return [];
  return say(view, trouble, alertText(view, trouble, now), now, place);
}

function isWell({ state }: AgentView): boolean {
  return state === 'idle' || state === 'busy' || state === 'waiting' || state === 'stopped';
}

function isFleeting(trouble: string): boolean {
  return trouble === 'exited' || trouble === 'stalled';
}

function alertText({ name, why, until }: AgentView, trouble: string, now: number): string {
  switch (trouble) {
    case 'quarantine':
      return `${name} failed too often and is no longer restarted: ${why}\nlook: mosaic fleet logs ${name} · then: mosaic fleet start ${name}`;
    case 'exited':
      return `${name} is down: ${why}\nlook: mosaic fleet logs ${name}`;
    case 'auth-hold':
      return `${name} has lost its login: ${why}\nnext: mosaic fleet login ${name}`;
    case 'rate-limited':
      return `${name} is rate-limited${untilText(until, now)}. It goes on by itself.`;
    default:
      return `${name} does not respond: ${why}\nnext: mosaic fleet restart ${name}`;
  }
}

function say(
  view: AgentView,
  trouble: string | null,
  text: string,
  now: number,
  place: ChatPlace,
): readonly Action[] {
  const key = `alert:${view.name}:${trouble ?? 'well'}:${view.since ?? now}`;
  return [
    { do: 'record', entry: { kind: 'alert', agent: view.name, trouble } },
    { do: 'say', draft: draft({ key, place, text }) },
  ];
}
