import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { HostBundle, ManifestFile } from '../model/bundle.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import { unitName } from '../model/unit-name.ts';
import { isCredentials, type WantedCredentials } from './credentials.ts';
import type { PathWord } from './facts.ts';
import type { HostPlan } from './host-plan.ts';
import { credentialsPath } from './mend-secrets.ts';
import { pathOf } from './paths.ts';
import { bytesOf, type TarEntry, tar } from './tar.ts';

/**
 * The files that a plan brings, as tar.gz: `new/…` for what is not there yet, `put/<path>` for what replaces something,
 * and SHA256SUMS over all of it. Throws when the bundle lacks one: a plan is made of the same bundle. Values of secrets stand in it.
 */
export function payload(
  plan: HostPlan,
  bundle: HostBundle | null,
  credentials: WantedCredentials | null,
): Uint8Array {
  const puts = plan.changes.flatMap((change) => (change.kind === 'put' ? [change.path] : []));
  const entries = [
    ...plan.stage.flatMap((path) => {
      const as = `new/${path.split('/').slice(-2).join('/')}`;
      return secretEntries(path, as, plan.fleet, credentials) ?? entriesAt(path, as, plan.fleet, bundle);
    }),
    ...puts.flatMap((path) => entriesAt(path, `put/${path}`, plan.fleet, bundle)),
  ];
  const sums = entries.map((entry) => ('content' in entry ? `${sumOf(entry.content)}  ${entry.path}\n` : ''));
  const list: TarEntry = { path: 'SHA256SUMS', mode: 0o400, content: sums.join('') };
  return gzipSync(tar([list, ...entries]));
}

function sumOf(content: string | Uint8Array): string {
  return createHash('sha256').update(bytesOf(content)).digest('hex');
}

/** The folder of values, and the salt of a host that has none; `null` for another path. */
function secretEntries(
  path: PathWord,
  as: string,
  fleet: string,
  credentials: WantedCredentials | null,
): readonly TarEntry[] | null {
  if (credentials === null || !isCredentials(credentials) || credentials.version === null) return null;
  if (path !== credentialsPath(fleet, credentials.version)) return null;
  const { isNewSalt, salt, values } = credentials;
  const salts = isNewSalt ? [{ path: 'new/credentials/salt', mode: 0o600, content: salt }] : [];
  const files = [...values].map(([name, value]) => ({
    path: `${as}/${name}`,
    mode: 0o600,
    content: value.reveal(),
  }));
  return [...salts, ...files];
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
