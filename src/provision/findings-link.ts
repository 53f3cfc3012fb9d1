import { byCodeUnit } from '../model/by-code-unit.ts';
import { unitName } from '../model/unit-name.ts';
import type { Facts, PathWord } from './facts.ts';
import type { PlaceFinding } from './finding.ts';
import { isDropIn } from './findings-drop-in.ts';
import { isThere } from './findings-place.ts';
import { bootEntry, entryOf, linkTarget, pathOf, wantedEntries } from './paths.ts';
import type { Wanted } from './wanted.ts';

/** Entries of the user's unit folder: ours that are lost or lead elsewhere, ours that are left, and those that we did not make. */
export function linkFindings(want: Wanted, facts: Facts): readonly PlaceFinding[] {
  const { fleet } = want.manifest;
  const wanted = wantedEntries(want.manifest);
  const wrong = wanted.flatMap((entry): PlaceFinding[] => {
    const path = pathOf.entry(entry);
    if (isOurs(facts, fleet, path)) return [];
    return [{ kind: isThere(facts, path) ? 'link-wrong' : 'link-missing', path }];
  });
  const boot = unitName.boot(fleet);
  const others = [...Object.keys(facts.files), ...Object.keys(facts.links)]
    .sort(byCodeUnit)
    .filter((path) => {
      if (isDropIn(path)) return false;
      const entry = entryOf(path) ?? (path.startsWith('%') ? path : null);
      return entry !== null && !wanted.includes(entry) && entry !== boot;
    });
  const left = others.map(
    (path): PlaceFinding => ({ kind: isOurs(facts, fleet, path) ? 'link-left' : 'stranger', path }),
  );
  return [...wrong, ...left];
}

/** Whether a link of our own making stands there. */
export function isOurs(facts: Facts, fleet: string, path: PathWord): boolean {
  const entry = entryOf(path);
  if (entry === null || facts.links[path] === undefined) return false;
  if (entry.includes('/') && entry !== bootEntry(fleet)) return false;
  return facts.links[path] === linkTarget(facts.home, fleet, entry);
}
