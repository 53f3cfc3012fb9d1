import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NAME } from '../model/names.ts';
import { readPreset } from '../model/read-preset.ts';
import type { Reading } from '../model/read-written.ts';
import type { PresetDraft } from '../model/written-preset.ts';
import { packageRoot } from './package-root.ts';
import { shown } from './shown-path.ts';
import { readTextFile } from './text-file.ts';

export interface PresetFile {
  readonly name: string;
  readonly path: string;
  /** Whether it lies in the fleet directory; those win over the shipped. */
  readonly own: boolean;
}

/** All presets that a fleet directory can use, sorted by name. */
export async function listPresets(dir: string): Promise<readonly PresetFile[]> {
  const shipped = await presetsIn(join(packageRoot(), 'presets'), false);
  const own = await presetsIn(join(dir, 'presets'), true);
  const byName = new Map([...shipped, ...own].map((preset) => [preset.name, preset]));
  return [...byName.keys()].sort().flatMap((name) => byName.get(name) ?? []);
}

async function presetsIn(folder: string, own: boolean): Promise<readonly PresetFile[]> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return entries
    .map((entry) => ({ entry, name: entry.replace(/\.yaml$/, '') }))
    .filter(({ entry, name }) => entry.endsWith('.yaml') && NAME.test(name))
    .map(({ entry, name }) => ({ name, path: join(folder, entry), own }));
}

/** Reads one preset; a file that is no text is a problem of the reading. */
export async function readPresetFile(path: string): Promise<Reading<PresetDraft>> {
  const file = readTextFile(path);
  const name = shown(path);
  const reading = readPreset(name, file.kind === 'text' ? file.text : '');
  if (file.kind === 'text') return reading;
  const why = file.kind === 'absent' ? 'it does not exist' : file.why;
  return { ...reading, problems: [{ severity: 'error', message: `cannot read ${name}: ${why}` }] };
}
