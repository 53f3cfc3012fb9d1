import { type AfterTyping, afterSend, afterTrace } from '../../model/decide-typing.ts';
import type { LedgerEntry } from '../../model/mail.ts';
import type { SendOutcome } from '../../model/send-outcome.ts';
import type { DeskParts } from './desk.ts';
import { readOne } from './mail-box.ts';
import type { Papers } from './papers.ts';
import type { Sight } from './sight.ts';
import { forgetTyping, saidOf, takeBack, traceMail } from './typing.ts';

/** Milliseconds until a mail that was typed is looked for again. */
const TRACE_EVERY = 500;

/** Finds out what became of the mail that was being typed, if there is one. Resolves as `round` does. */
export async function settle(
  desk: DeskParts,
  papers: Papers,
  sight: Sight,
  now: number,
): Promise<number | null> {
  const { ledger, folders } = papers;
  const entry = [...ledger.entries.values()].find(({ state }) => state === 'typing');
  if (entry === undefined) return null;
  const said = await saidOf(folders.tmp, entry.id);
  const after =
    (said === null ? null : afterSend(said)) ?? (await traced(desk, papers, sight, entry, said, now));
  if (after.kind === 'wait') {
    if (after.why !== entry.why) await ledger.append([{ ...entry, at: now, why: after.why }]);
    return TRACE_EVERY;
  }
  const { state, why, turn } = after;
  if (state === 'queued' && !(await takeBack(folders.tmp, entry.id))) return TRACE_EVERY;
  await ledger.append([{ ...entry, at: now, state, why, turn }]);
  papers.missedSince.delete(entry.id);
  if (state === 'started' || state === 'injected') papers.look = null;
  desk.beforeWrite('clear');
  await forgetTyping(folders.tmp, entry.id);
  return null;
}

async function traced(
  desk: DeskParts,
  { folders, missedSince }: Papers,
  { agent }: Sight,
  { id }: LedgerEntry,
  said: SendOutcome | null,
  now: number,
): Promise<AfterTyping> {
  if (agent === null)
    return {
      kind: 'becomes',
      state: 'ambiguous',
      why: 'its agent was removed while it was typed',
      turn: null,
    };
  const trace = await traceMail(desk.here, agent, id);
  const isEmpty = trace.screen === 'idle' || trace.screen === 'none';
  if (trace.locked || trace.seen === true || !isEmpty) missedSince.delete(id);
  else if (!missedSince.has(id)) missedSince.set(id, now);
  const expires = (await readOne(folders, desk.name, id))?.expires ?? null;
  return afterTrace(said, trace, now - (missedSince.get(id) ?? now), expires !== null && expires <= now);
}
