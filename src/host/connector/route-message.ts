import type { PairingVerdict } from '../../model/pairing-code.ts';
import type { Action, AuditLine, MessageEvent } from './action.ts';
import { draft } from './action.ts';
import type { Policy, Standing } from './policy.ts';

/** What is known where a message comes in. */
export interface MessageFacts {
  readonly standing: Standing;
  /** Whether that person may use direct messages: came in by a code. */
  readonly paired: boolean;
  /** Whether somebody spoke with the agent in that thread before. */
  readonly takesPart: boolean;
  /** It is one of our own posts that comes back. */
  readonly own: boolean;
  /** How many messages of that person were taken in the minute before it. */
  readonly recent: number;
  /** Whether the agent was at work, or ready for it, when it was last looked at. */
  readonly awake: boolean;
  /** What its text is as a pairing code. */
  readonly code: PairingVerdict;
}

/** How many messages of one person a minute are taken. */
export const MOST_A_MINUTE = 120;

/** What to do about a message. Strangers get no word: silence tells them nothing. */
export function routeMessage(event: MessageEvent, policy: Policy, facts: MessageFacts): readonly Action[] {
  if (facts.own || !isMeant(event, policy, facts)) return [];
  if (event.user.automatic) return [refused(event, 'a program, not a person')];
  if (event.place.direct) return routeDirect(event, policy, facts);
  if (facts.standing === 'stranger' || facts.standing === 'paired')
    return [refused(event, 'not in `allow` or `owners` of this connector')];
  return admit(event, facts);
}

function isMeant({ place, mentions }: MessageEvent, policy: Policy, facts: MessageFacts): boolean {
  if (place.direct) return true;
  if (place.channel !== policy.channel) return false;
  return mentions || !policy.mention || (place.thread !== null && facts.takesPart);
}

function routeDirect(event: MessageEvent, policy: Policy, facts: MessageFacts): readonly Action[] {
  if (facts.paired) return admit(event, facts);
  switch (facts.code) {
    case 'right':
      return [
        { do: 'pair', user: event.user },
        audited('paired', event, 'came with the one-time code'),
        say(event, 'paired', `You are paired: what you write here goes to ${policy.agent}.`),
      ];
    case 'wrong':
      return [{ do: 'miss' }, refused(event, 'a wrong pairing code'), ...hint(event, policy, facts)];
    case 'late':
    case 'spent':
      return [refused(event, `a pairing code that is ${facts.code}`), ...hint(event, policy, facts)];
    case 'none':
      return [refused(event, 'direct messages need pairing'), ...hint(event, policy, facts)];
  }
}

// Those who are known by id may learn what to do.
function hint(event: MessageEvent, policy: Policy, { standing }: MessageFacts): readonly Action[] {
  if (standing !== 'owner' && standing !== 'member') return [];
  const text = `Direct messages need pairing first. Send here the code that this gives: mosaic fleet connector pair ${policy.connector}`;
  return [say(event, `unpaired:${Math.floor(event.at / 600_000)}`, text)];
}

function admit(event: MessageEvent, facts: MessageFacts): readonly Action[] {
  if (facts.recent >= MOST_A_MINUTE) {
    const text = `That is more than ${MOST_A_MINUTE} messages in a minute. What comes above that is dropped, this one too: say it again later.`;
    return [
      refused(event, `more than ${MOST_A_MINUTE} messages in a minute`),
      say(event, `flood:${event.user.id}:${Math.floor(event.at / 60_000)}`, text),
    ];
  }
  return [
    { do: 'react', place: event.place, message: event.id, emoji: '👀' },
    // Nobody types where nobody is.
    ...(facts.awake ? [{ do: 'typing', place: event.place } as const] : []),
    { do: 'deliver', event, standing: facts.standing },
  ];
}

function say({ id, place }: MessageEvent, about: string, text: string): Action {
  const key = about.includes(':') ? `${about}:${place.channel}` : `${about}:${id}`;
  return { do: 'say', draft: draft({ key, place, text, replyTo: id }) };
}

function refused(event: MessageEvent, why: string): Action {
  return audited('refused', event, why);
}

function audited(act: AuditLine['act'], { user: who, place, text: said }: MessageEvent, why: string): Action {
  return { do: 'audit', line: { act, who, place, why, said: act === 'paired' ? '' : said } };
}
