import type { ManifestUnit } from '../model/bundle.ts';
import type { Change } from './change.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { isStopped, mayRun, QUARANTINE } from './findings-unit.ts';
import { entryOf, pathOf } from './paths.ts';
import type { Wanted } from './wanted.ts';

/** Which units stop before the switch, and which start after it. An agent whose unit's text is the same is left alone. */
export function mendUnits(want: Wanted, facts: Facts, found: readonly Finding[], spared: readonly string[]) {
  const stop = found.flatMap((finding) => (finding.kind === 'unit-left' ? [finding.unit] : []));
  const units = want.manifest.units.filter((unit) => !isStopped(unit, facts));
  const restart = units.filter(
    (unit) =>
      mayRun(facts.units[unit.name]) &&
      !spared.includes(unit.agent ?? '') &&
      mustRestart(unit, want, facts, found),
  );
  const start = units.filter((unit) => !mayRun(facts.units[unit.name]) && mustStart(unit, want, facts));
  const failed = [...start.map(({ name }) => name), ...leftEntries(found)].filter(
    (name) => facts.units[name]?.active === 'failed',
  );
  return {
    before: onUnits('stop', stop),
    after: [
      ...onUnits('reset-failed', failed),
      ...onUnits('restart', restart.map(nameOf)),
      ...onUnits('start', start.map(nameOf)),
    ],
  };
}

function onUnits(kind: 'stop' | 'start' | 'restart' | 'reset-failed', units: readonly string[]): Change[] {
  return units.length === 0 ? [] : [{ kind, units }];
}

function nameOf({ name }: ManifestUnit): string {
  return name;
}

function leftEntries(found: readonly Finding[]): readonly string[] {
  return found.flatMap((finding) => (finding.kind === 'link-left' ? (entryOf(finding.path) ?? []) : []));
}

function mustRestart(unit: ManifestUnit, want: Wanted, facts: Facts, found: readonly Finding[]): boolean {
  // A restart of the target would restart every agent, for nothing: it runs no process.
  if (unit.kind === 'target') return false;
  return isTextChanged(unit, want, facts) || found.some((finding) => callsForRestart(finding, unit));
}

function callsForRestart(finding: Finding, unit: ManifestUnit): boolean {
  switch (finding.kind) {
    case 'old-launch':
    case 'old-secret':
    case 'release-edited':
    // What runs may have been started with it.
    case 'drop-in':
      return finding.unit === unit.name;
    case 'link-wrong':
      return entryOf(finding.path) === unit.name;
    case 'no-beat':
    case 'beat-of-earlier-run':
      return unit.kind === 'beat';
    default:
      return false;
  }
}

/** What gave up on its own is tried again only when it would start something else: a deploy is no `start`. */
function mustStart(unit: ManifestUnit, want: Wanted, facts: Facts): boolean {
  const have = facts.units[unit.name];
  const gaveUp = unit.kind === 'agent' && have?.active === 'failed' && have.status === QUARANTINE;
  return !gaveUp || isTextChanged(unit, want, facts);
}

function isTextChanged(unit: ManifestUnit, want: Wanted, facts: Facts): boolean {
  if (facts.current === null || facts.current === want.release) return false;
  // An agent that was not restarted for the current release may run the wanted one already.
  if (unit.launch !== null && facts.units[unit.name]?.launch === unit.launch) return false;
  const wanted = want.manifest.files.find(
    (file) => file.place === 'unit' && file.path === `systemd/${unit.name}`,
  );
  const path = pathOf.unit(want.manifest.fleet, facts.current, unit.name);
  return facts.files[path]?.sha256 !== wanted?.sha256;
}
