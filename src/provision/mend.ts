import { hostPaths } from '../model/host-paths.ts';
import type { Change } from './change.ts';
import type { Facts, PathWord } from './facts.ts';
import type { Finding, FindingKind } from './finding.ts';
import { mendSecrets } from './mend-secrets.ts';
import { mendUnits } from './mend-units.ts';
import { bootEntry, entryOf, pathOf } from './paths.ts';
import type { Wanted } from './wanted.ts';

export interface Mending {
  readonly stage: readonly PathWord[];
  readonly changes: readonly Change[];
}

/**
 * Turns findings into the changes that end them, in the only safe order: stop, files, links, switch, reload, start.
 * `spared`: agents that are not restarted.
 */
export function mend(
  want: Wanted,
  facts: Facts,
  found: readonly Finding[],
  spared: readonly string[],
): Mending {
  const files = mendFiles(want, facts, found);
  const links = mendLinks(found, want.manifest.fleet);
  const switches: Change[] = has(found, 'other-release') ? [{ kind: 'switch', release: want.release }] : [];
  const secrets = mendSecrets(want, facts, found);
  const seen = [...files.before, ...links.before, ...switches, ...links.after];
  const units = mendUnits(want, facts, found, spared);
  const reload: Change[] = seen.some(touchesUnits) || has(found, 'not-reloaded') ? [{ kind: 'reload' }] : [];
  const changes = [...files.recover, ...units.before, ...seen, ...secrets.changes, ...reload, ...units.after];
  return { stage: [...files.stage, ...secrets.stage], changes };
}

function has(found: readonly Finding[], kind: FindingKind): boolean {
  return found.some((finding) => finding.kind === kind);
}

/** Whether systemd must read its units again. */
function touchesUnits(change: Change): boolean {
  return change.kind !== 'put' || !change.path.includes('/objects/');
}

function mendFiles(want: Wanted, facts: Facts, found: readonly Finding[]) {
  const { release, manifest } = want;
  const isCurrent = release !== null && release === facts.current;
  const isBroken = has(found, 'release-missing') || has(found, 'release-edited');
  const folder = release === null || !isBroken ? [] : [pathOf.release(manifest.fleet, release)];
  const recover = hostPaths.recover(manifest.fleet);
  const fixed = pathsOf(found, 'fixed-missing', 'fixed-edited');
  const puts = [
    ...fixed.filter((path) => path !== recover),
    ...pathsOf(found, 'object-edited'),
    // An old release that lies idle is replaced like one that is not there; the current one must be able to come back.
    ...(isCurrent ? folder : []),
  ];
  return {
    stage: [...pathsOf(found, 'object-missing'), ...(isCurrent ? [] : folder)],
    // The script that would revert comes before all that it may have to revert.
    recover: fixed.filter((path) => path === recover).map((path): Change => ({ kind: 'put', path })),
    before: [
      ...puts.map((path): Change => ({ kind: 'put', path })),
      ...pathsOf(found, 'fixed-left').map((path): Change => ({ kind: 'aside', path })),
    ],
  };
}

function mendLinks(found: readonly Finding[], fleet: string) {
  const left = entriesOf(found, 'link-left');
  const lost = entriesOf(found, 'link-missing', 'link-wrong');
  const asides = pathsOf(found, 'link-wrong', 'stranger', 'drop-in').map(
    (path): Change => ({ kind: 'aside', path }),
  );
  // Until the switch, a boot must find the old release whole; the links of the new one mean nothing before it.
  return {
    before: [...(left.length > 0 ? [{ kind: 'unlink' as const, entries: left }] : []), ...asides],
    after: lost.length > 0 ? [{ kind: 'link' as const, entries: bootLast(lost, fleet) }] : [],
  };
}

function bootLast(entries: readonly string[], fleet: string): readonly string[] {
  const boot = bootEntry(fleet);
  return [...entries.filter((entry) => entry !== boot), ...entries.filter((entry) => entry === boot)];
}

function pathsOf(found: readonly Finding[], ...kinds: readonly FindingKind[]): readonly PathWord[] {
  return found.flatMap((finding) =>
    kinds.includes(finding.kind) && 'path' in finding ? [finding.path] : [],
  );
}

function entriesOf(found: readonly Finding[], ...kinds: readonly FindingKind[]): readonly string[] {
  return pathsOf(found, ...kinds).flatMap((path) => entryOf(path) ?? []);
}
