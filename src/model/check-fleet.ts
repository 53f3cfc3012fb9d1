import { checkAgents } from './check-agents.ts';
import { checkAuth } from './check-auth.ts';
import { checkConnectors } from './check-connectors.ts';
import { checkHarnesses } from './check-harnesses.ts';
import { checkHeartbeat } from './check-heartbeat.ts';
import { checkHosts } from './check-hosts.ts';
import { checkModels } from './check-models.ts';
import { checkSandbox } from './check-sandbox.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkWorkdirs } from './check-workdirs.ts';
import type { Fleet } from './fleet.ts';
import type { FleetInput } from './fleet-input.ts';
import { knownHint } from './nearest.ts';
import { normaliseFleet } from './normalise-fleet.ts';
import { fail, type Problem, type Result, succeed } from './problem.ts';
import type { RosterDraft, WrittenRoster } from './written-roster.ts';
import { placeOf } from './yaml-source.ts';

/** Checks a roster against its inventory, preset and runtimes: every problem of every file at once, or the fleet. */
export function checkFleet(input: FleetInput): Result<Fleet> {
  const { draft } = input.roster;
  const crossed = draft === null ? [] : crossCheck(input, draft);
  const read = [input.roster, input.inventory, ...(input.preset === null ? [] : [input.preset])];
  const files = read.map(({ source }) => source.file);
  const problems = inOrder([...read.flatMap((reading) => reading.problems), ...crossed], files);
  if (draft === null || problems.some(({ severity }) => severity === 'error')) return fail(problems);
  // Without an error, nothing that is required is missing.
  return succeed(normaliseFleet(input, draft as WrittenRoster), problems);
}

function crossCheck(input: FleetInput, draft: RosterDraft): readonly Problem[] {
  return [
    ...checkPreset(input, draft),
    ...checkHeartbeat(input, draft),
    ...checkAgents(input, draft),
    ...checkModels(input, draft),
    ...checkAuth(input, draft),
    ...checkHarnesses(input, draft),
    ...checkHosts(input, draft),
    ...checkWorkdirs(input, draft),
    ...checkSandbox(input, draft),
    ...checkConnectors(input, draft),
    ...checkSecrets(input, draft),
  ];
}

function checkPreset({ roster, preset, presetNames }: FleetInput, draft: RosterDraft): readonly Problem[] {
  if (draft.preset === undefined || preset !== null) return [];
  const hint = knownHint(draft.preset, presetNames);
  const place = placeOf(roster.source, ['preset']);
  return [{ severity: 'error', message: `unknown preset "${draft.preset}"`, hint, place }];
}

/** File by file, and within a file from top to bottom. */
function inOrder(problems: readonly Problem[], files: readonly string[]): readonly Problem[] {
  const rank = ({ place }: Problem): readonly [number, number, number] =>
    place === undefined ? [-1, 0, 0] : [files.indexOf(place.file), place.line, place.column];
  return [...problems].sort((a, b) => {
    const [fileA, lineA, columnA] = rank(a);
    const [fileB, lineB, columnB] = rank(b);
    return fileA - fileB || lineA - lineB || columnA - columnB;
  });
}
