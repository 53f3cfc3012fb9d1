import { gzipSync } from 'node:zlib';
import type { HostBundle, ManifestFile } from '../model/bundle.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import { sha256 } from '../model/sha256.ts';
import { unitName } from '../model/unit-name.ts';
import type { PathWord } from './facts.ts';
import type { HostPlan } from './host-plan.ts';
import { pathOf } from './paths.ts';
import { type TarEntry, tar } from './tar.ts';

/**
 * The files that a plan brings, as tar.gz: `new/…` for what is not there yet, `put/<path>` for what replaces something,
 * and SHA256SUMS over all of it. Throws when the bundle lacks one: a plan is made of the same bundle.
 */
export function payload(plan: HostPlan, bundle: HostBundle | null): Uint8Array {
  const puts = plan.changes.flatMap((change) => (change.kind === 'put' ? [change.path] : []));
  const entries = [
    ...plan.stage.flatMap((path) =>
      entriesAt(path, `new/${path.split('/').slice(-2).join('/')}`, plan.fleet, bundle),
    ),
    ...puts.flatMap((path) => entriesAt(path, `put/${path}`, plan.fleet, bundle)),
  ];
  const sums = entries.map((entry) =>
    'content' in entry ? `${sha256(entry.content)}  ${entry.path}\n` : '',
  );
  const list: TarEntry = { path: 'SHA256SUMS', mode: 0o400, content: sums.join('') };
  return gzipSync(tar([list, ...entries]));
}

/** What comes to lie at a path of the host, placed at `as` in the archive. */
function entriesAt(
  path: PathWord,
  as: string,
  fleet: string,
  bundle: HostBundle | null,
): readonly TarEntry[] {
  if (bundle !== null && path === pathOf.release(fleet, bundle.release)) return releaseEntries(as, bundle);
  const file = bundle?.manifest.files.find(({ place, target, sha256: sum }) =>
    place === 'object' ? path === pathOf.object(fleet, sum) : path === target,
  );
  if (bundle === null || file === undefined) throw new Error(`the bundle has nothing for ${path}`);
  return [{ path: as, mode: file.mode, content: contentOf(bundle, file) }];
}

function releaseEntries(as: string, { manifest, artifacts }: HostBundle): readonly TarEntry[] {
  const units = manifest.files.filter(({ place }) => place === 'unit');
  const wanted = manifest.units.filter(({ kind }) => kind !== 'target');
  const wants = `${as}/systemd/${unitName.wants(manifest.fleet)}`;
  return [
    { path: `${as}/manifest.json`, mode: 0o444, content: canonicalJson(manifest) },
    ...units.map((file) => ({
      path: `${as}/${file.path}`,
      mode: file.mode,
      content: contentOf({ artifacts }, file),
    })),
    ...wanted.map(({ name }) => ({ path: `${wants}/${name}`, target: `../${name}` })),
  ];
}

function contentOf({ artifacts }: Pick<HostBundle, 'artifacts'>, { path }: ManifestFile): string {
  const artifact = artifacts.find((candidate) => candidate.path === path);
  if (artifact === undefined) throw new Error(`the bundle has no content for ${path}`);
  return artifact.content;
}
