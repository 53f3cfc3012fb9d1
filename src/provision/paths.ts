import type { Manifest } from '../model/bundle.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import { hostPaths, objectPath } from '../model/host-paths.ts';
import { unitName } from '../model/unit-name.ts';
import type { PathWord } from './facts.ts';

/** Where a fleet's things lie on a host, relative to the home. */
export const pathOf = {
  object: (fleet: string, sha256: string): PathWord => `${hostPaths.root(fleet)}/${objectPath(sha256)}`,
  release: (fleet: string, release: string): PathWord => `${hostPaths.root(fleet)}/releases/${release}`,
  unit: (fleet: string, release: string, unit: string): PathWord =>
    `${hostPaths.root(fleet)}/releases/${release}/systemd/${unit}`,
  wants: (fleet: string, release: string, unit: string): PathWord =>
    `${hostPaths.root(fleet)}/releases/${release}/systemd/${unitName.wants(fleet)}/${unit}`,
  manifest: (fleet: string, release: string): PathWord =>
    `${hostPaths.root(fleet)}/releases/${release}/manifest.json`,
  entry: (name: string): PathWord => `${hostPaths.units}/${name}`,
};

/** Entry of the unit folder by which a boot starts the fleet. */
export function bootEntry(fleet: string): string {
  return `default.target.wants/${unitName.boot(fleet)}`;
}

/** Entries of the unit folder that a release wants as links of ours, sorted. */
export function wantedEntries(manifest: Manifest): readonly string[] {
  if (manifest.units.length === 0) return [];
  const names = [...manifest.units.map((unit) => unit.name), unitName.wants(manifest.fleet)];
  return [...names, bootEntry(manifest.fleet)].sort(byCodeUnit);
}

/** Where our link of that name leads. */
export function linkTarget(home: string, fleet: string, entry: string): string {
  const inside = entry.indexOf('/');
  return inside < 0
    ? `${home}/${hostPaths.root(fleet)}/current/systemd/${entry}`
    : `../${entry.slice(inside + 1)}`;
}

/** The name of an entry of the unit folder, or `null` for a path elsewhere. */
export function entryOf(path: PathWord): string | null {
  const start = `${hostPaths.units}/`;
  return path.startsWith(start) ? path.slice(start.length) : null;
}

/** A word's path as text, for comparing and showing. */
export function plainPath(word: PathWord): string {
  if (!word.startsWith('%')) return word;
  const bytes = (word.slice(1).match(/[0-7]{3}/g) ?? []).map((octal) => Number.parseInt(octal, 8));
  return Buffer.from(bytes).toString('utf8');
}
