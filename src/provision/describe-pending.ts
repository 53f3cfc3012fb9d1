import { printable } from '../model/printable.ts';
import type { PendingFacts } from './facts.ts';

/** Whose switch it is, since when, from where and why, and what becomes of it by itself; `now` is the host's clock. */
export function describePending({ by, where, why, at, deadline }: PendingFacts, now: number): string {
  const since = new Date(at * 1000).toISOString().slice(0, 19);
  const whose = `the ${printable(why) || 'deploy'} by ${printable(by)} from ${printable(where)} since ${since}Z`;
  return now <= deadline
    ? `${whose} is neither confirmed nor reverted: it is under way, or the host undoes it in ${deadline - now}s`
    : `${whose} was never confirmed: nobody is there any more, and the host is undoing it`;
}
