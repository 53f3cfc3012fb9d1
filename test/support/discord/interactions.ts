import { randomBytes } from 'node:crypto';
import type { Channel } from './world.ts';

/** A press or a command that waits for its answer. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly at: number;
  readonly user: string;
  readonly channel: Channel;
  /** The message with the pressed button. */
  readonly source: string | null;
  answered: boolean;
  /** The message that `@original` means. */
  original: string | null;
}

export interface Interactions {
  readonly add: (fields: Pick<Interaction, 'id' | 'user' | 'channel' | 'source'>) => Interaction;
  readonly byId: (id: string) => Interaction | undefined;
  readonly byToken: (token: string) => Interaction | undefined;
  /** Milliseconds: to acknowledge, and for all that follows. */
  readonly within: { ackMs: number; tokenMs: number };
}

export function interactions(): Interactions {
  const all: Interaction[] = [];
  return {
    add: (fields) => {
      const token = randomBytes(24).toString('base64url');
      const made: Interaction = { ...fields, token, at: Date.now(), answered: false, original: null };
      all.push(made);
      return made;
    },
    byId: (id) => all.find((one) => one.id === id),
    byToken: (token) => all.find((one) => one.token === token),
    within: { ackMs: 3000, tokenMs: 15 * 60_000 },
  };
}
