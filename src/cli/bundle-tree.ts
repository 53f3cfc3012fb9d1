import type { Bundle } from '../model/bundle.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import { sha256 } from '../model/sha256.ts';

/** Lists every other file of a generated folder with its digest, as `sha256sum -c` reads it. */
export const LIST = 'SHA256SUMS';

export interface BundleEntry {
  /** Relative to the bundle's folder. */
  readonly path: string;
  readonly text: string;
  readonly sha256: string;
  readonly executable: boolean;
}

/** What a bundle's folder holds besides its list, sorted by path. */
export function bundleTree({ hosts, review }: Bundle): readonly BundleEntry[] {
  const files = hosts.flatMap(({ host, manifest, artifacts }) => [
    ...artifacts.map(({ path, mode, content }) => entry(`${host}/${path}`, content, mode === 0o555)),
    entry(`${host}/manifest.json`, canonicalJson(manifest)),
  ]);
  return [...files, entry('REVIEW.md', review)].sort((a, b) => byCodeUnit(a.path, b.path));
}

function entry(path: string, text: string, executable = false): BundleEntry {
  return { path, text, sha256: sha256(text), executable };
}

export function listText(digests: ReadonlyMap<string, string>): string {
  const paths = [...digests.keys()].sort(byCodeUnit);
  return paths.map((path) => `${digests.get(path)}  ${path}\n`).join('');
}

// The list says what may be deleted, and comes from a repository: only paths that stay inside count.
const LINE = /^([0-9a-f]{64}) {2}((?!\.)[A-Za-z0-9._-]+(?:\/(?!\.)[A-Za-z0-9._-]+)*)$/;

/** Digests by path. Lines that are none of ours are left out, so that a list full of merge conflicts still says much. */
export function parseList(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const [, digest, path] = LINE.exec(line) ?? [];
      return digest === undefined || path === undefined ? [] : [[path, digest]];
    }),
  );
}
