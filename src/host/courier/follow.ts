import { join } from 'node:path';
import type { ManifestAgent } from '../../model/bundle.ts';
import { type AfterTurn, decideFollow, decideUntold } from '../../model/decide-follow.ts';
import type { LedgerEntry } from '../../model/mail.ts';
import { writeDurably } from '../write-durably.ts';
import type { DeskParts } from './desk.ts';
import type { Papers } from './papers.ts';
import type { Sight } from './sight.ts';
import { answerOf, traceMail } from './typing.ts';

/** Milliseconds until a mail whose turn nobody tells is looked after again. */
const FOLLOW_EVERY = 2000;

/** Looks after the mails that arrived until their turn has ended, and keeps its answer. Resolves as `round` does. */
export async function follow(
  desk: DeskParts,
  papers: Papers,
  sight: Sight,
  now: number,
): Promise<number | null> {
  const open = [...papers.ledger.entries.values()].filter(
    ({ state }) => state === 'started' || state === 'injected',
  );
  for (const entry of open) {
    const after = decideFollow(entry, sight.word, sight.deployed, now);
    await apply(desk, papers, sight, entry, after, now);
  }
  return open.some(({ turn }) => turn === null) ? FOLLOW_EVERY : null;
}

async function apply(
  desk: DeskParts,
  papers: Papers,
  sight: Sight,
  entry: LedgerEntry,
  after: AfterTurn,
  now: number,
): Promise<void> {
  const { ledger } = papers;
  if (after.kind === 'fail') return ledger.append([{ ...entry, at: now, state: 'failed', why: after.why }]);
  if (after.kind === 'wait' || sight.agent === null) return;
  if (after.kind === 'answer') return keepAnswer(desk, papers, sight.agent, entry, after.turn, now);
  const trace = await traceMail(desk.here, sight.agent, entry.id);
  if (trace.turn !== null)
    return ledger.append([{ ...entry, at: now, state: 'started', why: '', turn: trace.turn }]);
  if (trace.locked) return;
  const untold = decideUntold(trace.screen, sight.word);
  if (untold.kind !== 'trace') await apply(desk, papers, sight, entry, untold, now);
}

/** The answer is on the disk before the ledger says so. */
async function keepAnswer(
  desk: DeskParts,
  { ledger, folders }: Papers,
  agent: ManifestAgent,
  entry: LedgerEntry,
  turn: number,
  now: number,
): Promise<void> {
  const answer = await answerOf(desk.here, agent, turn);
  if ('why' in answer) {
    const why = `it arrived, and its turn ended without an answer that can be read: ${answer.why}`;
    return ledger.append([{ ...entry, at: now, state: 'failed', why, turn }]);
  }
  desk.beforeWrite('answer');
  await writeDurably(join(folders.answers, entry.id), join(folders.tmp, `${entry.id}.answer`), answer.text);
  await ledger.append([{ ...entry, at: now, state: 'answered', why: '', turn }]);
}
