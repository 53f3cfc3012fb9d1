import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import type { PresetsCopyDocument, PresetsDocument } from '../../model/contract-files.ts';
import { editYaml } from '../../model/edit-yaml.ts';
import { NAME } from '../../model/names.ts';
import { knownHint } from '../../model/nearest.ts';
import { printable } from '../../model/printable.ts';
import { presetAgentNames } from '../../model/read-preset.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { readShared, type SharedOptions } from '../options.ts';
import { listPresets, type PresetFile, readPresetFile } from '../preset-files.ts';
import { printProblems } from '../print-problems.ts';
import { say } from '../say.ts';
import { shown } from '../shown-path.ts';
import { renderTable } from '../table.ts';
import { readTextFile } from '../text-file.ts';
import { writeTextFile } from '../write-text-file.ts';

/** `mosaic fleet presets [show NAME | copy NAME NEW]` */
export function presetsCommand() {
  const command = new Command('presets')
    .description('List the recommended sets of agents: the shipped ones, and those of this fleet directory.')
    .action((_, self) => list(readShared(self)));
  const show = new Command('show')
    .summary('print a preset')
    .description('Print a preset as it stands in its file.')
    .argument('<name>', 'a preset')
    .action((name, _, self) => showPreset(name, readShared(self)));
  const copy = new Command('copy')
    .summary('copy a preset to presets/, to change it')
    .description('Copy a preset to presets/ of the fleet directory under a new name; nothing is overwritten.')
    .argument('<name>', 'a preset')
    .argument('<new>', 'the name of the copy; the name of a shipped one stands in for it')
    .action((name, fresh, _, self) => copyPreset(name, fresh, readShared(self)));
  command.addCommand(addExample(show, 'mosaic fleet presets show coding'));
  command.addCommand(addExample(copy, 'mosaic fleet presets copy coding mine'));
  return addExample(command, 'mosaic fleet presets', 'mosaic fleet presets copy coding mine');
}

async function list(shared: SharedOptions): Promise<void> {
  const files = await listPresets(shared.dir);
  const presets = await Promise.all(files.map(summarise));
  const rows = presets.map(({ name, agents, own, summary }) => [
    name,
    String(agents),
    own ? 'presets/' : 'shipped',
    summary,
  ]);
  const columns = [
    { title: 'preset' },
    { title: 'agents', align: 'right' as const },
    { title: 'from' },
    { title: 'what' },
  ];
  say<PresetsDocument>(shared, { version: 1, presets }, (style) => renderTable(columns, rows, style.dim));
}

async function summarise({ name, own, path }: PresetFile) {
  const { draft, problems } = await readPresetFile(path);
  const workers = (draft?.agents ?? []).flatMap((agent) => presetAgentNames(agent.name ?? '', agent.count));
  const fault = problems.length === 0 ? null : `faulty: mosaic fleet presets show ${name}`;
  return { name, own, agents: workers.length + 1, summary: fault ?? draft?.summary ?? '' };
}

async function showPreset(name: string, shared: SharedOptions): Promise<void> {
  const { path } = await findPreset(name, shared.dir);
  const { draft, problems, source } = await readPresetFile(path);
  printProblems(problems, shared);
  const text = source.text
    .split('\n')
    .map((line) => printable(line.replace(/\r$/, '')))
    .join('\n');
  if (shared.json && (draft === null || process.exitCode !== undefined)) return;
  say(shared, draft ?? {}, text);
}

async function copyPreset(name: string, fresh: string, shared: SharedOptions): Promise<void> {
  const { path } = await findPreset(name, shared.dir);
  if (!NAME.test(fresh)) {
    const valid = 'small letters, digits and hyphens, beginning with a letter';
    throw cliError({ message: `"${fresh}" is not a name`, next: { valid }, exitCode: EXIT.usage });
  }
  const target = join(shared.dir, 'presets', `${fresh}.yaml`);
  if (readTextFile(target).kind !== 'absent') {
    throw cliError({
      message: `${shown(target)} is there already. Nothing was written.`,
      exitCode: EXIT.usage,
    });
  }
  const { source } = await readPresetFile(path);
  const renamed = editYaml(shown(path), source.text, [{ kind: 'set', path: ['name'], value: fresh }]);
  if (!renamed.ok) return printProblems(renamed.problems, shared);
  await writeTextFile(target, renamed.value);
  const next = `edit it, then\n  mosaic fleet init --preset ${fresh}\n`;
  say<PresetsCopyDocument>(shared, { version: 1, written: target }, `wrote  ${shown(target)}\n${next}`);
}

async function findPreset(name: string, dir: string): Promise<PresetFile> {
  const presets = await listPresets(dir);
  const found = presets.find((preset) => preset.name === name);
  if (found !== undefined) return found;
  const known = presets.map((preset) => preset.name);
  throw cliError({
    message: `unknown preset "${name}"`,
    next: { valid: knownHint(name, known) },
    exitCode: EXIT.usage,
  });
}
