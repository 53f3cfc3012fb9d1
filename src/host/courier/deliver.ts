import { entryOf, type MailStep } from '../../model/decide-mail.ts';
import type { Mail } from '../../model/mail.ts';
import type { DeskParts } from './desk.ts';
import { putAway } from './mail-box.ts';
import type { Papers } from './papers.ts';
import type { Sight } from './sight.ts';
import { traceMail, typeMail } from './typing.ts';

/** Carries out what `decide` says of the mails that wait, and types one of them at most. Resolves as `round` does. */
export async function deliver(
  desk: DeskParts,
  papers: Papers,
  sight: Sight,
  decide: (sight: Sight) => readonly MailStep[],
  now: number,
): Promise<number | null> {
  const steps = decide(sight);
  const notes = steps.flatMap((step) => ('entry' in step && step.entry !== null ? [step.entry] : []));
  const next = steps.find((step) => step.kind === 'type' || step.kind === 'look');
  const typing = next?.kind === 'type' ? [entryOf(next.mail, now, 'typing', '')] : [];
  // One write: what comes to an agent at rest must not wait for two.
  await papers.ledger.append([...notes, ...typing]);
  await drop(desk, papers, steps);
  if (next?.kind === 'type') return typeNow(desk, papers, sight, next.mail);
  if (next?.kind === 'look') return look(desk, papers, sight, decide, now);
  return sight.screen === null || papers.look === null ? null : pauseAfter(papers.look.tries);
}

async function typeNow(desk: DeskParts, papers: Papers, { agent }: Sight, mail: Mail): Promise<number> {
  if (agent === null) throw new Error('typing to an agent that is not deployed');
  desk.beforeWrite('type');
  await typeMail(desk.here, agent, mail, papers.folders.tmp, desk.signal);
  return 0;
}

/** Asks the screen where the hooks alone do not tell; not at every turn, unless they say something new. */
async function look(
  desk: DeskParts,
  papers: Papers,
  sight: Sight,
  decide: (sight: Sight) => readonly MailStep[],
  now: number,
): Promise<number | null> {
  if (sight.agent === null) return null;
  const hook = `${sight.word.state} ${sight.word.turn}`;
  const last = papers.look?.hook === hook ? papers.look : null;
  const due = last === null ? 0 : last.at + pauseAfter(last.tries) - now;
  if (due > 0) return due;
  const { screen, locked } = await traceMail(desk.here, sight.agent, '-');
  papers.look = { at: now, hook, tries: last === null ? 0 : last.tries + 1 };
  const shows = locked || screen === 'none' ? 'unknown' : screen;
  return deliver(desk, papers, { ...sight, screen: shows }, decide, now);
}

/** Milliseconds until a screen that was not ready is looked at again. */
function pauseAfter(tries: number): number {
  return Math.min(30_000, 1000 * 2 ** tries);
}

async function drop(desk: DeskParts, { folders }: Papers, steps: readonly MailStep[]): Promise<void> {
  for (const step of steps) {
    if (step.kind !== 'drop') continue;
    desk.beforeWrite('away');
    await putAway(folders, step.id);
  }
}
