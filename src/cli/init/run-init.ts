import { join } from 'node:path';
import { checkFleet } from '../../model/check-fleet.ts';
import type { Fleet } from '../../model/fleet.ts';
import { fail, type Problem, type Result, succeed } from '../../model/problem.ts';
import { readRoster } from '../../model/read-roster.ts';
import type { Runtime } from '../../model/runtime.ts';
import type { WrittenPreset } from '../../model/written-preset.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { loadInput } from '../fleet-directory.ts';
import { packageRoot } from '../package-root.ts';
import { listPresets, type PresetFile, readPresetFile } from '../preset-files.ts';
import { shown } from '../shown-path.ts';
import { readTextFile } from '../text-file.ts';
import { fleetNameFor, type InitFlags } from './flags.ts';
import { type InitContext, type InitFiles, type InitPlan, planInit } from './plan-init.ts';

export interface CheckedInit {
  readonly plan: InitPlan;
  /** The fleet that the planned files describe. */
  readonly fleet: Fleet;
  readonly files: InitFiles;
}

const PRESET = 'general';
export const RUNTIME = 'echo';

/** Plans what `init` writes, and checks the outcome as a whole before anything is written. */
export async function prepareInit(
  dir: string,
  flags: InitFlags,
  runtimes: readonly Runtime[],
): Promise<Result<CheckedInit>> {
  const files = await readFiles(dir);
  const context = await loadContext(dir, flags, files);
  if (!context.ok) return context;
  const plan = planInit(context.value, flags);
  if (!plan.ok) return plan;
  const { roster, inventory } = plan.value;
  // Staging hosts do not matter here: what is written describes the real ones.
  const checked = checkFleet(await loadInput(dir, { roster, inventory }, runtimes, null));
  if (!checked.ok) return checked;
  return succeed({ plan: plan.value, fleet: checked.value, files }, checked.warnings);
}

async function loadContext(dir: string, flags: InitFlags, files: InitFiles): Promise<Result<InitContext>> {
  const names = { roster: shown(dir, 'roster.yaml'), inventory: shown(dir, 'inventory/hosts.yaml') };
  const presets = await listPresets(dir);
  const draft = files.roster === null ? null : readRoster(names.roster, files.roster).draft;
  const wanted = flags.preset ?? (files.roster === null ? PRESET : null);
  const preset = wanted === null ? succeed(null) : await loadPreset(presets, wanted);
  if (!preset.ok) return preset;
  // A preset that is gone or broken cannot say which agents it gave: then all of them are the user's.
  const before = draft?.preset === undefined ? null : await loadPreset(presets, draft.preset);
  return succeed({
    files,
    names,
    preset: preset.value,
    before: before?.ok === true ? before.value : null,
    fallback: { fleet: fleetNameFor(dir), runtime: RUNTIME },
  });
}

async function loadPreset(presets: readonly PresetFile[], name: string): Promise<Result<WrittenPreset>> {
  const found = presets.find((preset) => preset.name === name);
  if (found === undefined) return fail([unknownPreset(name)]);
  const { draft, problems } = await readPresetFile(found.path);
  if (draft === null || problems.length > 0) return fail(problems);
  return succeed(draft as WrittenPreset);
}

function unknownPreset(name: string): Problem {
  return { severity: 'error', message: `unknown preset "${name}"`, hint: 'mosaic fleet presets  lists them' };
}

async function readFiles(dir: string): Promise<InitFiles> {
  return {
    roster: await textOrNull(dir, 'roster.yaml'),
    inventory: await textOrNull(dir, 'inventory/hosts.yaml'),
    gitignore: await textOrNull(dir, '.gitignore'),
    example: (await textOrNull(packageRoot(), 'inventory/hosts.yaml')) ?? '',
  };
}

async function textOrNull(dir: string, path: string): Promise<string | null> {
  const file = readTextFile(join(dir, path));
  if (file.kind === 'absent') return null;
  if (file.kind === 'text') return file.text;
  throw cliError({ message: `cannot read ${shown(dir, path)}: ${file.why}`, exitCode: EXIT.usage });
}
