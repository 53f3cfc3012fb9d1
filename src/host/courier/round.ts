import { decideMail } from '../../model/decide-mail.ts';
import { deliver } from './deliver.ts';
import type { DeskParts } from './desk.ts';
import { follow } from './follow.ts';
import { forget, readBox } from './mail-box.ts';
import type { Papers } from './papers.ts';
import { refuseFaulty } from './refuse-faulty.ts';
import { settle } from './settle.ts';
import { sightOf } from './sight.ts';

const HOUR_MS = 3600 * 1000;

/**
 * One round of an agent's mail: what was being typed, what arrived, what waits. All that it goes by lies on the disk, so it may be cut off
 * anywhere. Resolves to the milliseconds after which another is due by itself; `null`: when something happens.
 */
export async function round(desk: DeskParts, papers: Papers): Promise<number | null> {
  const now = Date.now();
  const sight = await sightOf(desk.here, desk.name, await desk.agent());
  const settled = await settle(desk, papers, sight, now);
  const followed = await follow(desk, papers, sight, now);
  const box = await readBox(papers.folders, desk.name);
  await refuseFaulty(desk, papers, box, now);
  const decide = (seen: typeof sight) => decideMail(box.mails, papers.ledger.entries, seen, now);
  const delivered = await deliver(desk, papers, sight, decide, now);
  if (now - papers.swept >= HOUR_MS) {
    papers.swept = now;
    await forget(papers.folders, await papers.ledger.compact(now), now);
  }
  const ends = box.mails.flatMap(({ expires }) =>
    expires === null || expires <= now ? [] : [expires - now],
  );
  const dues = [settled, followed, delivered, ...ends].filter((due) => due !== null);
  return dues.length === 0 ? null : Math.min(...dues, HOUR_MS);
}
