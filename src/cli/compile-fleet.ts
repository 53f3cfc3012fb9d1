import { generate } from '../generate/generate.ts';
import type { Bundle } from '../model/bundle.ts';
import type { HarnessLock } from '../model/harness-lock.ts';
import { programsOf } from '../model/host-programs.ts';
import { fail, type Problem, type Result, succeed } from '../model/problem.ts';
import { breathe } from './breathe.ts';
import { cliError, EXIT } from './cli-error.ts';
import { type FleetDirectory, loadFleetDirectory } from './fleet-directory.ts';
import { loadPrograms } from './load-programs.ts';
import { loadTemplates } from './load-templates.ts';
import type { SharedOptions } from './options.ts';
import { printProblems } from './print-problems.ts';
import { sayStaging } from './say-staging.ts';

/** A fleet directory, checked, and what it compiles to. */
export interface CompiledFleet extends FleetDirectory {
  readonly bundle: Bundle;
  readonly lock: HarnessLock;
}

export type OnLoaded = (directory: FleetDirectory) => void;

/**
 * Reads, checks and compiles the fleet directory that a command was given. Prints every warning and every error;
 * after an error throws a CliError of exit code 2, so that what comes back can be used as it is.
 * `onLoaded` hears of the directory as soon as it is known to be right, before it is compiled.
 */
export async function compileFleet(shared: SharedOptions, onLoaded?: OnLoaded): Promise<CompiledFleet> {
  const compiled = await compileDirectory(shared.dir, onLoaded);
  printProblems(compiled.ok ? compiled.warnings : compiled.problems, shared);
  if (compiled.ok) {
    sayStaging(compiled.value.staging, shared);
    return compiled.value;
  }
  throw cliError({ message: 'nothing was done: mend the above first', exitCode: EXIT.usage });
}

/** The same without printing. Throws a CliError only when there is no roster at all. */
export async function compileDirectory(
  dir: string,
  onLoaded: OnLoaded = () => undefined,
): Promise<Result<CompiledFleet>> {
  const templates = await loadTemplates(dir);
  if (!templates.ok) return templates;
  const { sources } = templates.value;
  // Connections may be on their way meanwhile: each step of theirs would wait for the end of all this.
  await breathe();
  const loaded = await loadFleetDirectory(dir, { runtimes: sources.runtimes });
  if (!loaded.ok) return fail([...loaded.problems, ...templates.warnings]);
  onLoaded(loaded.value);
  const warnings: Problem[] = [...loaded.warnings, ...templates.warnings];
  await breathe();
  const programs = await loadPrograms(programsOf(loaded.value.fleet));
  const bundle = generate(loaded.value.fleet, { ...sources, programs });
  if (!bundle.ok) return fail([...bundle.problems, ...warnings]);
  return succeed({ ...loaded.value, bundle: bundle.value, lock: sources.lock }, [
    ...warnings,
    ...bundle.warnings,
  ]);
}
