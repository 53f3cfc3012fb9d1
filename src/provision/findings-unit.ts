import type { ManifestUnit } from '../model/bundle.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import { integerOf } from '../model/record.ts';
import type { Facts, UnitFacts } from './facts.ts';
import type { UnitFinding } from './finding.ts';
import type { Wanted } from './wanted.ts';

/** The exit status by which an agent that ended too often asks not to be started again. */
export const QUARANTINE = 78;

/** Seconds after which a silent harness is taken for a running one. */
const LASTS = 5;

/** Seconds within which an end is an early one. */
const EARLY = 60;

/** Early ends in a row that are no accident any more. */
const TOO_OFTEN = 3;

/** What systemd has loaded and runs; nothing is said of an agent that was stopped by intent. */
export function unitFindings(want: Wanted, facts: Facts): readonly UnitFinding[] {
  if (!facts.manager) return [];
  const wanted = new Set(want.manifest.units.map(({ name }) => name));
  const left = Object.keys(facts.units).filter((name) => !wanted.has(name) && mayRun(facts.units[name]));
  return [
    ...want.manifest.units.flatMap((unit) => ofUnit(unit, facts)),
    ...left.sort(byCodeUnit).map((unit) => ({ kind: 'unit-left' as const, unit })),
  ];
}

/** Whether something of the unit runs, or will without anybody's doing. */
export function mayRun(unit: UnitFacts | undefined): boolean {
  return unit !== undefined && unit.active !== 'inactive' && unit.active !== 'failed';
}

/** Whether an agent is stopped by intent. */
export function isStopped(unit: ManifestUnit, facts: Facts): boolean {
  return unit.agent !== null && facts.agents[unit.agent]?.stopped === true;
}

function ofUnit(unit: ManifestUnit, facts: Facts): readonly UnitFinding[] {
  const have = facts.units[unit.name];
  const stale = have !== undefined && isStale(unit, have);
  const reload: UnitFinding[] = stale ? [{ kind: 'not-reloaded', unit: unit.name }] : [];
  if (isStopped(unit, facts)) return reload;
  return [...reload, ...ofState(unit, have, facts)];
}

/** Whether the manager would start something else than the file says. A switch of `current` alone does not tell it. */
function isStale(unit: ManifestUnit, have: UnitFacts): boolean {
  return have.needsReload || have.load !== 'loaded' || have.loadedLaunch !== unit.launch;
}

function ofState(unit: ManifestUnit, have: UnitFacts | undefined, facts: Facts): readonly UnitFinding[] {
  const { name, agent } = unit;
  if (have === undefined || have.active === 'inactive') {
    return [{ kind: have?.hasJob === true ? 'unit-starting' : 'unit-inactive', unit: name }];
  }
  if (have.active === 'failed') {
    if (agent === null || have.status !== QUARANTINE) {
      return [{ kind: 'unit-failed', unit: name, result: have.result }];
    }
    return [{ kind: 'quarantined', unit: name, agent, last: lastFailure(agent, facts) }];
  }
  const early = agent === null ? null : endsEarly(unit, agent, have, facts);
  if (early !== null) return [early];
  if (have.active !== 'active') return [{ kind: 'unit-starting', unit: name }];
  if (unit.launch !== null && have.launch !== unit.launch) {
    return [{ kind: 'old-launch', unit: name, have: have.launch }];
  }
  return agent !== null && isYoung(agent, have, facts) ? [{ kind: 'unit-starting', unit: name }] : [];
}

/** An active unit says that the harness was launched, not that it will stay: it must have said a word, or lasted. */
function isYoung(agent: string, have: UnitFacts, facts: Facts): boolean {
  const since = have.activeSince ?? facts.now;
  const beat = facts.agents[agent]?.beat ?? {};
  // Each run begins without a state.
  const hasSpoken = (beat['hook_state'] ?? '') !== '' && (integerOf(beat, 'hook_at') ?? 0) >= since;
  return facts.now - since < LASTS && !hasSpoken;
}

/** Early ends of this very launch, which its present run has not outlived yet. */
function endsEarly(
  { name, launch }: ManifestUnit,
  agent: string,
  have: UnitFacts,
  facts: Facts,
): UnitFinding | null {
  const { failures, exit } = facts.agents[agent] ?? {};
  const count = integerOf(failures ?? {}, 'count') ?? 0;
  const hasOutlived = have.active === 'active' && facts.now - (have.activeSince ?? facts.now) >= EARLY;
  if (count < TOO_OFTEN || exit?.['launch'] !== launch || hasOutlived) return null;
  return { kind: 'ends-early', unit: name, agent, count, last: lastFailure(agent, facts) };
}

function lastFailure(agent: string, facts: Facts): number {
  return integerOf(facts.agents[agent]?.failures ?? {}, 'last') ?? 0;
}
