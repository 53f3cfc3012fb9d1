import { byCodeUnit } from '../model/by-code-unit.ts';
import type { BundleEntry } from './bundle-tree.ts';

/** What lies in the folder where a bundle is to be. */
export interface BundleFolder {
  /** Digests by path, of what was written there the last time. */
  readonly listed: ReadonlyMap<string, string>;
  /** Digests by path, of what is there now; `null` is there and no plain file. */
  readonly present: ReadonlyMap<string, string | null>;
}

export interface BundleChange {
  readonly path: string;
  readonly kind: 'new' | 'changed' | 'gone';
}

export interface BundleChanges {
  /** Sorted by path. */
  readonly changes: readonly BundleChange[];
  /** Files of others that stand where ours should; nothing may be written then. */
  readonly foreign: readonly string[];
  /** Files of ours that are no longer wanted, but were edited: they stay. */
  readonly kept: readonly string[];
}

/** Compares what should lie in a bundle's folder with what lies there. */
export function bundleChanges(
  want: readonly BundleEntry[],
  { listed, present }: BundleFolder,
): BundleChanges {
  const wanted = new Set(want.map(({ path }) => path));
  const written = want.flatMap(({ path, sha256 }): BundleChange[] => {
    if (!present.has(path)) return [{ path, kind: 'new' }];
    return present.get(path) === sha256 ? [] : [{ path, kind: 'changed' }];
  });
  const stale = [...listed.keys()].filter((path) => !wanted.has(path) && present.has(path));
  const kept = stale.filter((path) => present.get(path) !== listed.get(path));
  const gone = stale
    .filter((path) => !kept.includes(path))
    .map((path): BundleChange => ({ path, kind: 'gone' }));
  return {
    changes: [...written, ...gone].sort((a, b) => byCodeUnit(a.path, b.path)),
    foreign: written
      .filter(({ path, kind }) => kind === 'changed' && (!listed.has(path) || present.get(path) === null))
      .map(({ path }) => path),
    kept: kept.sort(byCodeUnit),
  };
}
