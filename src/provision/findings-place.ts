import type { ManifestFile } from '../model/bundle.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import { hostPaths } from '../model/host-paths.ts';
import { unitName } from '../model/unit-name.ts';
import type { Facts, FileFacts, PathWord } from './facts.ts';
import type { PlaceFinding } from './finding.ts';
import { pathOf } from './paths.ts';
import type { Wanted } from './wanted.ts';

/** Objects, the release's folder, fixed files, and which release is current. */
export function placeFindings(want: Wanted, facts: Facts): readonly PlaceFinding[] {
  const current: PlaceFinding[] =
    facts.current === want.release ? [] : [{ kind: 'other-release', have: facts.current }];
  return [
    ...objectFindings(want, facts),
    ...releaseFindings(want, facts),
    ...fixedFindings(want, facts),
    ...current,
  ];
}

function objectFindings({ manifest }: Wanted, facts: Facts): readonly PlaceFinding[] {
  const objects = manifest.files.filter(({ place }) => place === 'object');
  const bySha = [...new Map(objects.map((file) => [file.sha256, file])).values()];
  return bySha.flatMap((file): PlaceFinding[] => {
    const path = pathOf.object(manifest.fleet, file.sha256);
    const state = fileState(facts, path, file);
    return state === 'right' ? [] : [{ kind: `object-${state}`, path }];
  });
}

function fixedFindings({ manifest, release }: Wanted, facts: Facts): readonly PlaceFinding[] {
  const wanted = manifest.files.flatMap((file) =>
    file.target === null ? [] : [{ file, path: file.target }],
  );
  const wrong = wanted.flatMap(({ file, path }): PlaceFinding[] => {
    const state = fileState(facts, path, file);
    return state === 'right' ? [] : [{ kind: `fixed-${state}`, path }];
  });
  // The recover script of a fleet that leaves goes last, by itself.
  const boot = pathOf.entry(unitName.boot(manifest.fleet));
  const left = release === null && isThere(facts, boot);
  return left ? [...wrong, { kind: 'fixed-left', path: boot }] : wrong;
}

/** Whether the release's folder holds exactly what the manifest says. */
function releaseFindings(want: Wanted, facts: Facts): readonly PlaceFinding[] {
  const { release, manifest } = want;
  if (release === null) return [];
  if (!facts.releases.includes(release)) return [{ kind: 'release-missing' }];
  const files = new Map<PathWord, FileWant>([
    [pathOf.manifest(manifest.fleet, release), { sha256: release, mode: 0o444 }],
    ...manifest.files.flatMap((file) => unitPlace(manifest.fleet, release, file)),
  ]);
  const links = new Map(
    manifest.units
      .filter(({ kind }) => kind !== 'target')
      .map(({ name }) => [pathOf.wants(manifest.fleet, release, name), `../${name}`]),
  );
  const start = `${pathOf.release(manifest.fleet, release)}/`;
  const here = [...Object.keys(facts.files), ...Object.keys(facts.links)].filter((path) =>
    path.startsWith(start),
  );
  const wants = pathOf.unit(manifest.fleet, release, unitName.wants(manifest.fleet));
  const odd = here.filter((path) => !files.has(path) && !links.has(path) && path !== wants);
  const wrong = [...files].flatMap(([path, file]) =>
    fileState(facts, path, file) === 'right' ? [] : [path],
  );
  const lost = [...links].flatMap(([path, target]) => (facts.links[path] === target ? [] : [path]));
  const paths = [...new Set([...odd, ...wrong, ...lost])].sort(byCodeUnit);
  return paths.map((path) => ({ kind: 'release-edited', path, unit: unitAt(want, path) }));
}

function unitPlace(fleet: string, release: string, file: ManifestFile): [PathWord, ManifestFile][] {
  return file.place === 'unit' ? [[`${pathOf.release(fleet, release)}/${file.path}`, file]] : [];
}

function unitAt({ manifest, release }: Wanted, path: PathWord): string | null {
  const unit = manifest.units.find(({ name }) => path === pathOf.unit(manifest.fleet, release ?? '', name));
  return unit?.name ?? null;
}

function fileState(facts: Facts, path: PathWord, want: FileWant): 'right' | 'missing' | 'edited' {
  const have: FileFacts | undefined = facts.files[path];
  if (have === undefined && facts.links[path] === undefined) return 'missing';
  return have?.sha256 === want.sha256 && have.mode === want.mode ? 'right' : 'edited';
}

type FileWant = Pick<ManifestFile, 'sha256' | 'mode'>;

export function isThere(facts: Facts, path: PathWord): boolean {
  return facts.files[path] !== undefined || facts.links[path] !== undefined;
}

/** Whether anything of the fleet is on the host that a host without agents would not have. */
export function carriesAnything(facts: Facts): boolean {
  const paths = [...Object.keys(facts.files), ...Object.keys(facts.links)];
  return facts.current !== null || paths.some((path) => path.startsWith(`${hostPaths.units}/`));
}
