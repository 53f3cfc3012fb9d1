import { join, resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import type { InitDocument } from '../../model/contract-files.ts';
import { printable } from '../../model/printable.ts';
import { confirm, declined } from '../confirm.ts';
import { addExample } from '../example.ts';
import { readInitFlags } from '../init/flags.ts';
import { initText } from '../init/init-text.ts';
import { type CheckedInit, prepareInit } from '../init/run-init.ts';
import { loadRuntimes } from '../load-runtimes.ts';
import { readShared } from '../options.ts';
import { packageRoot } from '../package-root.ts';
import { listPresets } from '../preset-files.ts';
import { printProblems } from '../print-problems.ts';
import { say } from '../say.ts';
import { writeTextFile } from '../write-text-file.ts';

/** `mosaic fleet init [DIR]` */
export function initCommand() {
  const command = new Command('init')
    .description(
      'Make a fleet directory from a preset, or change one that is there: what you wrote in it stays, comments too.',
    )
    .argument('[dir]', 'the fleet directory (default: the one of -C, or here)')
    .option(
      '--preset <name>',
      'the recommended set of agents; `mosaic fleet presets` lists them (default: general)',
    )
    .option('--name <name>', "the fleet's name (default: that of the directory)")
    .option('--host <name=user@address>', 'a host: NAME=USER@ADDRESS[:PORT], or NAME=local', collect)
    .option(
      '--orchestrator <name@host>',
      'name, or name and host, of the orchestrator (default: the preset names it, on the first host)',
    )
    .option('--runtime <name>', 'the runtime of agents that name none (default: echo)')
    .option(
      '--connector <kind:key=value,…>',
      'how people reach the orchestrator: discord:server=ID,channel=ID,allow=ID,owners=ID,token=SECRET',
      collect,
    )
    .option('--yes', 'do not ask before an existing roster or inventory changes')
    .action(async (dirArgument, options, self) => {
      const shared = readShared(self);
      const dir = dirArgument === undefined ? shared.dir : resolve(dirArgument);
      const runtimes = await loadRuntimes(join(packageRoot(), 'templates'), join(dir, 'templates'));
      if (!runtimes.ok) return printProblems(runtimes.problems, shared);
      const known = runtimes.value.map(({ runtime }) => runtime);
      const presets = (await listPresets(dir)).map(({ name }) => name);
      const flags = readInitFlags(options, { presets, runtimes: known.map(({ name }) => name) });
      const prepared = await prepareInit(dir, flags, known);
      printProblems(prepared.ok ? prepared.warnings : prepared.problems, shared);
      if (!prepared.ok) return;
      const { plan, fleet } = prepared.value;
      if (plan.changes.length > 0) await askFor(plan.changes, options.yes === true);
      const written = await writeChanged(dir, prepared.value);
      const result = { dir, fleet, written, changes: plan.changes, kept: plan.kept };
      say<InitDocument>(shared, { version: 1, ...result, fleet: fleet.name }, (style) =>
        initText(result, style),
      );
    });
  return addExample(
    command,
    'mosaic fleet init my-fleet --preset coding',
    'mosaic fleet init my-fleet --preset coding --host here=local --host box=me@10.0.0.7 --yes',
  );
}

function collect(value: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}

async function askFor(changes: readonly string[], yes: boolean): Promise<void> {
  process.stderr.write(`${changes.map((line) => `  ${printable(line)}`).join('\n')}\n`);
  if (await confirm('Change what is there?', { yes })) return;
  throw declined();
}

async function writeChanged(dir: string, { plan, files }: CheckedInit): Promise<readonly string[]> {
  const wanted = [
    ['inventory/hosts.yaml', plan.inventory, files.inventory],
    ['.gitignore', plan.gitignore, files.gitignore],
    // The last: what has a roster is a fleet directory.
    ['roster.yaml', plan.roster, files.roster],
  ] as const;
  const changed = wanted.filter(([, want, have]) => want !== have);
  for (const [path, text] of changed) await writeTextFile(join(dir, path), text);
  return changed.map(([path]) => path).sort();
}
