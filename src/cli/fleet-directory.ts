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

/** The text of a file, or `null` with the problem that says why not. */
interface Text {
  readonly text: string | null;
  readonly problems: readonly Problem[];
}

/**
 * Reads and checks a fleet directory: roster, inventory, preset (own before shipped), instruction files, staging hosts.
 * Every problem of all files at once. Throws a CliError only when there is no roster at all.
 */
export async function loadFleetDirectory(
  dir: string,
  { runtimes }: { readonly runtimes: readonly Runtime[] },
): Promise<Result<FleetDirectory>> {
  const rosterText = await readRosterText(dir);
  const inventoryText = await readIn(dir, 'inventory/hosts.yaml', 'mosaic fleet host add NAME USER@ADDRESS');
  const staging = await loadStaging(dir);
  const roster = readRoster(shown(dir, 'roster.yaml'), rosterText);
  const inventory = readInventory(shown(dir, 'inventory/hosts.yaml'), inventoryText.text ?? '');
  const input: FleetInput = {
    roster,
    inventory: inventoryText.text === null ? { ...inventory, problems: inventoryText.problems } : inventory,
    ...(await loadPreset(dir, roster.draft?.preset)),
    runtimes,
    files: await loadInstructions(dir, roster.draft === null ? [] : instructionFilesOf(roster.draft)),
    staging: staging.ok ? staging.value : null,
  };
  const checked = checkFleet(input);
  if (!staging.ok) return fail([...staging.problems, ...(checked.ok ? [] : checked.problems)]);
  if (!checked.ok) return checked;
  const hosts = staging.value?.hosts ?? hostsOf(inventory.draft ?? {});
  const id = staging.value?.id ?? null;
  return succeed({ dir, fleet: checked.value, hosts, staging: id, roster: rosterText }, checked.warnings);
}

async function readRosterText(dir: string): Promise<string> {
  const { text, problems } = await readIn(dir, 'roster.yaml', '');
  if (text !== null) return text;
  const missing = problems[0]?.message.endsWith('does not exist') === true;
  const message = missing
    ? `${dir} is no fleet directory: it has no roster.yaml`
    : (problems[0]?.message ?? '');
  throw cliError({
    message,
    ...(missing ? { next: { new: 'mosaic fleet init', elsewhere: 'mosaic -C DIR fleet …' } } : {}),
    exitCode: EXIT.usage,
  });
}

async function readIn(dir: string, path: string, hint: string): Promise<Text> {
  const file = await readTextFile(join(dir, path));
  if (file.kind === 'text') return { text: file.text, problems: [] };
  const name = shown(dir, path);
  const message = file.kind === 'absent' ? `${name} does not exist` : `cannot read ${name}: ${file.why}`;
  return { text: null, problems: [{ severity: 'error', message, ...(hint === '' ? {} : { hint }) }] };
}

async function loadStaging(dir: string): Promise<Result<Staging | null>> {
  const path = '.mosaic/lab.yaml';
  const file = await readTextFile(join(dir, path));
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
    const file = await readTextFile(join(dir, path));
    return [path, file.kind === 'text' ? file.text.replace(/^\ufeff/, '') : null] as const;
  };
  return new Map(await Promise.all(paths.map(read)));
}
