import { generate } from '../../../src/generate/generate.ts';
import type { Sources } from '../../../src/generate/sources.ts';
import type { Bundle } from '../../../src/model/bundle.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import type { Fleet } from '../../../src/model/fleet.ts';
import { sources } from './fleets.ts';

export function bundleOf(fleet: Fleet, from: Sources = sources): Bundle {
  const result = generate(fleet, from);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.value;
}

/** A whole bundle as one text, to be read and compared. */
export function asText({ hosts, review }: Bundle): string {
  const files = hosts.flatMap(({ host, manifest, artifacts }) => [
    ...artifacts.map(({ path, content }) => [`${host}/${path}`, content] as const),
    [`${host}/manifest.json`, canonicalJson(manifest)] as const,
  ]);
  return [...files, ['REVIEW.md', review] as const].map(([path, text]) => `===== ${path}\n${text}`).join('');
}

/** The unit files of a host by name, the boot unit included. */
export function unitTexts({ artifacts }: Bundle['hosts'][number]): Record<string, string> {
  const units = artifacts.filter(({ path }) => /^(systemd|fixed)\/mosaic-/.test(path));
  return Object.fromEntries(units.map(({ path, content }) => [path.slice(path.indexOf('/') + 1), content]));
}
