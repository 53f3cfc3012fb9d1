import type { FleetInput } from './fleet-input.ts';
import type { Problem } from './problem.ts';
import { secondsOf } from './quantities.ts';
import type { RosterDraft } from './written-roster.ts';
import { placeOf } from './yaml-source.ts';

export const EVERY = '15s';
export const STALE = '60s';

/** A beat must be allowed to be late once. */
export function checkHeartbeat({ roster }: FleetInput, draft: RosterDraft): readonly Problem[] {
  const { every = EVERY, stale = STALE } = draft.defaults?.heartbeat ?? {};
  if (secondsOf(stale) >= 2 * secondsOf(every)) return [];
  const least = `${2 * secondsOf(every)}s`;
  const key = draft.defaults?.heartbeat?.stale === undefined ? 'every' : 'stale';
  const place = placeOf(roster.source, ['defaults', 'heartbeat', key]);
  const message = `a beat every ${every} would be stale after ${stale}: one late beat would be an alarm`;
  return [{ severity: 'error', message, hint: `stale: ${least} or more`, place }];
}
