import { join } from 'node:path';
import { checkFleet } from '../model/check-fleet.ts';
import type { Fleet } from '../model/fleet.ts';
import type { FleetInput, Staging } from '../model/fleet-input.ts';
import type { Host } from '../model/host.ts';
import { fail, type Problem, type Result, succeed } from '../model/problem.ts';
import { hostsOf, readInventory } from '../model/read-inventory.ts';
import { instructionFilesOf, readRoster } from '../model/read-roster.ts';
import { readStaging } from '../model/read-staging.ts';
import type { Runtime } from '../model/runtime.ts';
import { cliError, EXIT } from './cli-error.ts';
import { listPresets, readPresetFile } from './preset-files.ts';
import { shown } from './shown-path.ts';
import { readTextFile } from './text-file.ts';

export interface FleetDirectory {
  /** Absolute path. */
  readonly dir: string;
  readonly fleet: Fleet;
  /** All hosts that commands can reach, those without agents too; sorted by name. Staging hosts while a lab stands. */
  readonly hosts: readonly Host[];
  /** The id of the lab that commands talk to instead of the real hosts; `null` when they talk to the real ones. */
  readonly staging: string | null;
  /** Text of roster.yaml, for edits. */
  readonly roster: string;
}

/**
 * Reads and checks a fleet directory: roster, inventory, preset (own before shipped), instruction files, staging hosts.
 * Every problem of all files at once. Throws a CliError only when there is no roster at all.
 */
export async function loadFleetDirectory(
  dir: string,
  { runtimes }: { readonly runtimes: readonly Runtime[] },
): Promise<Result<FleetDirectory>> {
  const texts = { roster: await readRosterText(dir), inventory: await readInventoryText(dir) };
  const staging = await loadStaging(dir);
  const input = await loadInput(dir, texts, runtimes, staging.ok ? staging.value : null);
  const checked = checkFleet(input);
  if (!staging.ok) return fail([...staging.problems, ...(checked.ok ? [] : checked.problems)]);
  if (!checked.ok) return checked;
  const hosts = staging.value?.hosts ?? hostsOf(input.inventory.draft ?? {});
  const id = staging.value?.id ?? null;
  return succeed({ dir, fleet: checked.value, hosts, staging: id, roster: texts.roster }, checked.warnings);
}

/** Texts of roster.yaml and inventory/hosts.yaml. */
export interface FleetTexts {
  readonly roster: string;
  readonly inventory: string | readonly Problem[];
}

/** Everything that a fleet is checked against, read from its directory but for the two files themselves. */
export async function loadInput(
  dir: string,
  texts: FleetTexts,
  runtimes: readonly Runtime[],
  staging: Staging | null,
): Promise<FleetInput> {
  const roster = readRoster(shown(dir, 'roster.yaml'), texts.roster);
  const isText = typeof texts.inventory === 'string';
  const inventory = readInventory(shown(dir, 'inventory/hosts.yaml'), isText ? texts.inventory : '');
  return {
    roster,
    inventory: isText ? inventory : { ...inventory, problems: texts.inventory },
    ...(await loadPreset(dir, roster.draft?.preset)),
    runtimes,
    files: await loadInstructions(dir, roster.draft === null ? [] : instructionFilesOf(roster.draft)),
    staging,
  };
}

async function readRosterText(dir: string): Promise<string> {
  const file = readTextFile(join(dir, 'roster.yaml'));
  if (file.kind === 'text') return file.text;
  if (file.kind === 'faulty') {
    const message = `cannot read ${shown(dir, 'roster.yaml')}: ${file.why}`;
    throw cliError({ message, exitCode: EXIT.usage });
  }
  throw cliError({
    message: `${dir} is no fleet directory: it has no roster.yaml`,
    next: { new: 'mosaic fleet init', elsewhere: 'mosaic -C DIR fleet …' },
    exitCode: EXIT.usage,
  });
}

async function readInventoryText(dir: string): Promise<string | readonly Problem[]> {
  const path = 'inventory/hosts.yaml';
  const file = readTextFile(join(dir, path));
  if (file.kind === 'text') return file.text;
  const why = file.kind === 'absent' ? 'it does not exist' : file.why;
  const hint = 'mosaic fleet host add NAME USER@ADDRESS  writes one';
  return [{ severity: 'error', message: `cannot read ${shown(dir, path)}: ${why}`, hint }];
}

async function loadStaging(dir: string): Promise<Result<Staging | null>> {
  const path = '.mosaic/lab.yaml';
  const file = readTextFile(join(dir, path));
  if (file.kind === 'absent') return succeed(null);
  // A lab that cannot be read must not send commands to the real hosts.
  return readStaging(shown(dir, path), file.kind === 'text' ? file.text : '');
}

async function loadPreset(
  dir: string,
  name: string | undefined,
): Promise<Pick<FleetInput, 'preset' | 'presetNames'>> {
  const presets = await listPresets(dir);
  const presetNames = presets.map((preset) => preset.name);
  const found = presets.find((preset) => preset.name === name);
  if (found === undefined) return { preset: null, presetNames };
  return { preset: await readPresetFile(found.path), presetNames };
}

async function loadInstructions(
  dir: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const read = async (path: string) => {
    const file = readTextFile(join(dir, path));
    return [path, file.kind === 'text' ? file.text.replace(/^\ufeff/, '') : null] as const;
  };
  return new Map(await Promise.all(paths.map(read)));
}
