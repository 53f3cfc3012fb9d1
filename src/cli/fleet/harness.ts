import { Command } from '@commander-js/extra-typings';
import type { HarnessListDocument, HarnessLockDocument } from '../../model/contract-harness.ts';
import { lockKey } from '../../model/harness-lock.ts';
import type { Problem } from '../../model/problem.ts';
import { type CliError, cliError, EXIT } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { type FleetHarness, type FleetHarnesses, loadFleetHarnesses } from '../harness/fleet-harnesses.ts';
import { LOCK_FILE } from '../harness/lock-file.ts';
import { type Locked, lockMissing } from '../harness/lock-missing.ts';
import { readShared, type SharedOptions } from '../options.ts';
import { printProblems } from '../print-problems.ts';
import { say } from '../say.ts';
import { shown } from '../shown-path.ts';
import { renderTable } from '../table.ts';

/** `mosaic fleet harness list|lock` */
export function harnessCommand() {
  const command = new Command('harness').description(
    'What hosts get installed to run agents with: which versions, and whether it is written down what they are made of.',
  );
  for (const child of [listCommand(), lockCommand()]) command.addCommand(child);
  return addExample(command, 'mosaic fleet harness list', 'mosaic fleet harness lock');
}

function listCommand() {
  const command = new Command('list')
    .summary('what each host needs')
    .description('List the harnesses that the hosts of this fleet need, and what is locked of them.')
    .action(async (_, self) => {
      const shared = readShared(self);
      const { harnesses } = await loadOrThrow(shared);
      const rows = harnesses.map(rowOf);
      say<HarnessListDocument>(shared, { version: 1, harnesses: rows }, (style) =>
        rows.length === 0 ? 'no host needs a harness\n' : listText(harnesses, style.dim),
      );
    });
  return addExample(command, 'mosaic fleet harness list', 'mosaic fleet harness list --json');
}

function lockCommand() {
  const command = new Command('lock')
    .summary('write down what is installed')
    .description(
      `Ask the npm registry what each harness that is not locked yet installs, and write it to ${LOCK_FILE}.`,
    )
    .action(async (_, self) => {
      const shared = readShared(self);
      const found = await loadOrThrow(shared);
      const locked = await lockMissing(shared.dir, found);
      const errors = locked.problems.filter(({ severity }) => severity === 'error');
      printProblems(
        locked.problems.filter((problem) => !errors.includes(problem)),
        shared,
      );
      if (errors.length > 0) throw notLocked(errors, locked);
      say<HarnessLockDocument>(shared, lockDocument(locked), lockedText(locked, shared.dir));
    });
  return addExample(command, 'mosaic fleet harness lock', 'mosaic fleet harness lock --json');
}

function notLocked(errors: readonly Problem[], { added }: Locked): CliError {
  const others = added.map(({ harness }) => `locked all the same: ${lockKey(harness)}`);
  const message = [...errors.map((error) => error.message), ...others].join('\n');
  return cliError({ message, next: errors[0]?.hint ?? 'mosaic fleet harness lock', exitCode: EXIT.failed });
}

async function loadOrThrow(shared: SharedOptions): Promise<FleetHarnesses> {
  const loaded = await loadFleetHarnesses(shared.dir);
  printProblems(loaded.ok ? loaded.warnings : loaded.problems, shared);
  if (loaded.ok) return loaded.value;
  throw cliError({ message: 'nothing was done: mend the above first', exitCode: EXIT.usage });
}

function rowOf({
  harness,
  hosts,
  locked,
  platforms,
}: FleetHarness): HarnessListDocument['harnesses'][number] {
  const { name, version } = harness;
  return { harness: name, version, hosts: [...hosts], locked, platforms: [...platforms] };
}

function listText(harnesses: readonly FleetHarness[], dim: (text: string) => string): string {
  const from = { own: LOCK_FILE, shipped: 'shipped' };
  const rows = harnesses.map(({ harness, hosts, locked, platforms }) => [
    harness.name,
    harness.version,
    locked === null ? 'no: mosaic fleet harness lock' : from[locked],
    platforms.join(' '),
    hosts.join(' '),
  ]);
  const titles = ['harness', 'version', 'locked', 'platforms', 'hosts'];
  return renderTable(
    titles.map((title) => ({ title })),
    rows,
    dim,
  );
}

function lockDocument({ added, removed }: Locked): HarnessLockDocument {
  const rows = added.map(({ harness: { name, version }, locked }) => ({
    harness: name,
    version,
    platforms: Object.keys(locked).sort(),
  }));
  return { version: 1, written: added.length + removed.length > 0, added: rows, removed: [...removed] };
}

function lockedText(locked: Locked, dir: string): string {
  const { added, removed, written } = lockDocument(locked);
  if (!written) return 'everything is locked\n';
  const lines = [
    ...added.map(
      ({ harness, version, platforms }) => `locked ${harness} ${version} for ${platforms.join(', ')}\n`,
    ),
    ...removed.map((key) => `forgot ${key}, which no host needs\n`),
  ];
  return `${lines.join('')}written ${shown(dir, LOCK_FILE)}: commit it\n`;
}
