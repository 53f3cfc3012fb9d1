import { GatewayDispatchEvents as Events, type GatewayDispatchPayload } from 'discord-api-types/v10';
import type { LinkState } from '../../model/chat.ts';

/** A link is up only while the bot is in its server, too. */
export interface Membership {
  readonly link: (state: LinkState) => void;
  /** Whether the list of servers with which a session begins has ours. */
  readonly inside: (inside: boolean) => void;
  readonly see: (payload: GatewayDispatchPayload) => void;
}

/** `invite` says how the bot is let in. */
export function watchMembership(
  server: string,
  tell: (state: LinkState) => void,
  invite: () => string,
): Membership {
  let isUp = false;
  let isInside = true;
  const outside = (): LinkState => ({ kind: 'down', why: `the bot is not in server ${server}: ${invite()}` });
  const move = (inside: boolean): void => {
    if (inside === isInside) return;
    isInside = inside;
    if (isUp) tell(inside ? { kind: 'up' } : outside());
  };
  return {
    link: (state) => {
      isUp = state.kind === 'up';
      tell(isUp && !isInside ? outside() : state);
    },
    inside: move,
    see: (payload) => {
      if (payload.t === Events.GuildCreate && payload.d.id === server) move(true);
      // One that is only unavailable for a while comes back by itself.
      const { t, d } = payload;
      if (t === Events.GuildDelete && d.id === server && d.unavailable !== true) move(false);
    },
  };
}
