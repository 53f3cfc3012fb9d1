import { unitName } from '../model/unit-name.ts';
import type { Change } from './change.ts';
import type { Facts, PathWord } from './facts.ts';
import { isOurs } from './findings-link.ts';
import { isThere } from './findings-place.ts';
import { mayRun } from './findings-unit.ts';
import { pathOf } from './paths.ts';

/**
 * The changes that undo `changes` on a host that was as `facts` say. Right after any prefix of them, and after itself:
 * what was not reached is not touched.
 */
export function rollbackOf(changes: readonly Change[], facts: Facts): readonly Change[] {
  const started = unitsOf(changes, 'start').filter(
    (unit) => !mayRun(facts.units[unit]) && maySafelyStop(unit, facts),
  );
  const stopped = unitsOf(changes, 'stop').filter(
    (unit) => mayRun(facts.units[unit]) && hasFile(unit, facts),
  );
  const restarted = unitsOf(changes, 'restart').filter((unit) => hasFile(unit, facts));
  const undone = changes.toReversed().flatMap((change) => undo(change, facts));
  const reload = changes.filter(({ kind }) => kind === 'reload');
  return [
    ...(started.length > 0 ? [{ kind: 'stop' as const, units: started }] : []),
    ...undone,
    ...reload,
    ...restarted.map((unit) => ({ kind: 'rerun' as const, unit, pid: facts.units[unit]?.pid ?? 0 })),
    ...(stopped.length > 0 ? [{ kind: 'start' as const, units: stopped }] : []),
  ];
}

function unitsOf(changes: readonly Change[], kind: 'start' | 'stop' | 'restart'): readonly string[] {
  return changes.flatMap((change) => (change.kind === kind ? change.units : []));
}

/** The opposite of a change of files and links; units are dealt with as a whole. */
function undo(change: Change, facts: Facts): readonly Change[] {
  switch (change.kind) {
    case 'put':
      return [{ kind: wasThere(facts, change.path) ? 'back' : 'drop', path: change.path }];
    case 'aside':
      return [{ kind: 'back', path: change.path }];
    case 'link':
      return [{ kind: 'unlink', entries: change.entries }];
    case 'unlink':
      return [{ kind: 'link', entries: change.entries }];
    case 'switch':
      return [{ kind: 'switch', release: facts.current }];
    case 'credentials':
      return [{ kind: 'credentials', version: facts.secrets.current }];
    default:
      return [];
  }
}

function wasThere(facts: Facts, path: PathWord): boolean {
  return isThere(facts, path) || facts.releases.some((release) => path.endsWith(`/releases/${release}`));
}

/** Whether there is a file to start a unit from; without one it only ran because nobody had stopped it. */
function hasFile(unit: string, facts: Facts): boolean {
  const entry = pathOf.entry(unit);
  if (!isOurs(facts, facts.fleet, entry)) return isThere(facts, entry);
  return facts.current !== null && isThere(facts, pathOf.unit(facts.fleet, facts.current, unit));
}

/** A stop of the target stops all that is part of it, also what ran before: it may stay active, since it runs no process. */
function maySafelyStop(unit: string, facts: Facts): boolean {
  return unit !== unitName.target(facts.fleet) || !Object.values(facts.units).some(mayRun);
}
