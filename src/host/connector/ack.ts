import type { MailState } from '../../model/mail.ts';
import { formatSpan } from '../../model/span.ts';
import type { AgentView, DoorResult } from './host-door.ts';

/** What is known of an agent when a message for it was stored. */
export interface AckFacts {
  readonly agent: string;
  readonly view: DoorResult<AgentView | null>;
  /** The host's clock, seconds since 1970. */
  readonly now: number;
  /** How far the message is; `null`: the courier has not taken it up yet. */
  readonly mail: MailState | null;
}

/**
 * What to tell a person whose message is stored; `null`: nothing, since the agent has it already or takes it at once, and the reaction says that.
 */
export function ackText({ agent, view, now, mail }: AckFacts): string | null {
  if (mail !== null && mail !== 'queued' && mail !== 'held') return null;
  const kept = 'Your message is stored, and goes to it';
  if (!view.ok) return `How ${agent} is cannot be told now. ${kept} when it can take it.`;
  if (view.value === null)
    return `${agent} is not deployed on this host. ${kept} once it is: mosaic fleet deploy`;
  const why = hindrance(view.value, now);
  return why === null ? null : `${agent} ${why.is}. ${kept} ${why.when}`;
}

interface Hindrance {
  readonly is: string;
  readonly when: string;
}

function hindrance({ name, state, since, until }: AgentView, now: number): Hindrance | null {
  const span = since === null ? '' : ` (for ${formatSpan(now - since)})`;
  switch (state) {
    case 'idle':
      return null;
    case 'busy':
      return { is: `is busy${span}`, when: 'when this turn ends.' };
    case 'starting':
      return { is: 'is starting', when: 'when it is ready.' };
    case 'waiting':
      return {
        is: `waits for a decision${span}`,
        when: `after that: the buttons above, or mosaic fleet approve ${name}`,
      };
    case 'auth-hold':
      return { is: 'has lost its login', when: `after: mosaic fleet login ${name}` };
    case 'rate-limited':
      return { is: `is rate-limited${untilText(until, now)}`, when: 'after that.' };
    case 'stalled':
      return { is: `does not respond${span}`, when: `when it does again: mosaic fleet restart ${name}` };
    case 'exited':
      return { is: 'is down, and being restarted', when: 'when it is back.' };
    case 'stopped':
      return { is: `was stopped${span}`, when: `after: mosaic fleet start ${name}` };
    case 'unknown':
      return {
        is: 'shows nothing that can be read',
        when: `when it does: mosaic fleet status ${name} --explain`,
      };
  }
}

/** ` for 12m more, until 14:05 UTC`; empty where nobody knows. */
export function untilText(until: number | null, now: number): string {
  if (until === null || until <= now || until > 8e12) return '';
  return ` for ${formatSpan(until - now)} more, until ${new Date(until * 1000).toISOString().slice(11, 16)} UTC`;
}
