import { randomBytes } from 'node:crypto';
import { GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10';
import type { WebSocket } from 'ws';
import type { Recorder } from './record.ts';

/** A gateway session outlives its socket, so that it can be resumed. */
export interface Session {
  readonly id: string;
  readonly intents: number;
  seq: number;
  readonly told: { readonly seq: number; readonly text: string }[];
  socket: WebSocket | null;
}

export interface Sessions {
  readonly all: ReadonlyMap<string, Session>;
  readonly open: (intents: number, socket: WebSocket) => Session;
  readonly end: (id: string) => void;
  /** Tells one session; the event is kept for a RESUME when nobody listens. */
  readonly tell: (session: Session, event: string, data: unknown) => void;
  /** Tells every session that asked for the intent; `data` by its intents. */
  readonly tellAll: (intent: GatewayIntentBits, event: string, data: (intents: number) => unknown) => void;
}

/** How many events a session keeps for a RESUME. */
const KEPT = 5000;

export function sessions(
  record: Recorder,
  gate: { readonly deaf: boolean; readonly twice: boolean },
): Sessions {
  const all = new Map<string, Session>();
  const tell: Sessions['tell'] = (session, event, data) => {
    session.seq += 1;
    const text = JSON.stringify({ op: GatewayOpcodes.Dispatch, t: event, s: session.seq, d: data });
    session.told.push({ seq: session.seq, text });
    if (session.told.length > KEPT) session.told.shift();
    if (session.socket === null || gate.deaf) return;
    session.socket.send(text);
    record.add({ kind: 'sent', event, seq: session.seq, data });
  };
  return {
    all,
    open: (intents, socket) => {
      const session: Session = { id: randomBytes(16).toString('hex'), intents, seq: 0, told: [], socket };
      all.set(session.id, session);
      return session;
    },
    end: (id) => void all.delete(id),
    tell,
    tellAll: (intent, event, data) => {
      for (const session of all.values()) {
        if ((session.intents & intent) === 0) continue;
        for (let left = gate.twice ? 2 : 1; left > 0; left -= 1) tell(session, event, data(session.intents));
      }
    },
  };
}

export function hasIntent(intents: number, intent: GatewayIntentBits): boolean {
  return (intents & intent) !== 0;
}

export const ALL_INTENTS = Object.values(GatewayIntentBits)
  .filter((bit) => typeof bit === 'number')
  .reduce((sum, bit) => sum | bit, 0);
