import type { Artifact, ManifestFile } from '../model/bundle.ts';
import { sha256 } from '../model/sha256.ts';

/** A file of a bundle, together with what the manifest says of it. */
export type BundleFile = Artifact & ManifestFile;

/** A file that lies on the host as an object. Executable when it is a script, so that equal contents have equal modes. */
export function objectFile(path: string, content: string): BundleFile {
  return { path, content, sha256: sha256(content), mode: modeOf(content), place: 'object', target: null };
}

export function unitFile(unit: string, content: string): BundleFile {
  const path = `systemd/${unit}`;
  return { path, content, sha256: sha256(content), mode: 0o444, place: 'unit', target: null };
}

/** A file outside all releases; `target` is relative to the home. */
export function fixedFile(path: string, content: string, target: string): BundleFile {
  return { path, content, sha256: sha256(content), mode: modeOf(content), place: 'fixed', target };
}

function modeOf(content: string): 0o444 | 0o555 {
  return content.startsWith('#!') ? 0o555 : 0o444;
}
