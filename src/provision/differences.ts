import { byCodeUnit } from '../model/by-code-unit.ts';
import { unitName } from '../model/unit-name.ts';
import type { Facts, PathWord, UnitFacts } from './facts.ts';
import { isThere } from './findings-place.ts';
import { mayRun } from './findings-unit.ts';
import { entryOf, plainPath } from './paths.ts';

/**
 * In what a host differs from what it was: nothing, after a rollback. Objects and releases that came and lie idle do not count,
 * nor do process ids and the target, which runs nothing. A unit that ran something else than its file counts once it was stopped: that is lost. Sorted words such as `~/.config/systemd/user/a.service` or `unit a.service`.
 */
export function differences(before: Facts, after: Facts): readonly string[] {
  const paths = [...keysOf(before.files, after.files), ...keysOf(before.links, after.links)];
  const places = paths.filter(
    (path) => counts(path, before) && placeOf(before, path) !== placeOf(after, path),
  );
  const units = keysOf(before.units, after.units).filter(
    (unit) =>
      unit !== unitName.target(before.fleet) && runOf(before.units[unit]) !== runOf(after.units[unit]),
  );
  return [
    ...(before.current === after.current ? [] : ['current']),
    ...(before.secrets.current === after.secrets.current ? [] : ['secrets']),
    ...[...new Set(places)].map((path) => `~/${plainPath(path)}`),
    ...units.map((unit) => `unit ${unit}`),
  ].sort(byCodeUnit);
}

function keysOf(before: object, after: object): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

/** What was there counts anywhere; what is new counts where it can have an effect. */
function counts(path: PathWord, before: Facts): boolean {
  return isThere(before, path) || entryOf(path) !== null;
}

function placeOf(facts: Facts, path: PathWord): string {
  const file = facts.files[path];
  return JSON.stringify([file?.sha256, file?.mode, facts.links[path]]);
}

function runOf(unit: UnitFacts | undefined): string {
  return mayRun(unit) ? `runs ${unit?.launch}` : 'does not run';
}
