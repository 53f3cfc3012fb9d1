import type { DeployDocument, PlanDocument } from '../../model/contract-deploy.ts';
import type { DeploySource } from '../../provision/actor.ts';
import { deployFleet } from '../../provision/deploy-fleet.ts';
import type { HarnessStore } from '../../provision/harness-store.ts';
import { isUnchanged } from '../../provision/host-plan.ts';
import type { HostOutcome } from '../../provision/outcome.ts';
import type { PlannedHost } from '../../provision/plan-fleet.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { confirm, declined } from '../confirm.ts';
import { onInterrupt } from '../interrupt.ts';
import type { SharedOptions } from '../options.ts';
import { say } from '../say.ts';
import { styleFor } from '../style.ts';
import { actorFor, deployScripts } from './deploy-actor.ts';
import { deployDocument, deployExitCode } from './deploy-document.ts';
import { drainFor } from './drain-for.ts';
import { installProgress } from './install-progress.ts';
import { exitCodeOf, outcomeLines } from './outcome-lines.ts';
import { planDocument } from './plan-document.ts';
import { planLines } from './plan-lines.ts';
import { type Unrelated, unrelatedError } from './unrelated.ts';

export interface DeployOptions {
  readonly isDryRun: boolean;
  readonly yes: boolean;
  readonly harnesses: HarnessStore;
  /** Stands in the hosts' records, and in what to type next. */
  readonly command: 'deploy' | 'rollback';
  readonly canary: string | null;
  /** Seconds; `null`: as long as the agents may take, and a margin. */
  readonly confirmWithin: number | null;
  /** Seconds; `false`: nobody is waited for. */
  readonly drain: number | boolean;
  readonly source: DeploySource | null;
  readonly unrelated: readonly Unrelated[];
}

/** Shows plans, asks, and carries them out. Sets the exit code. */
export async function deployPlanned(
  planned: readonly PlannedHost[],
  fleet: string,
  shared: SharedOptions,
  options: DeployOptions,
): Promise<void> {
  requireCanary(planned, options.canary);
  if (options.isDryRun || !shared.json) showPlan(planned, fleet, shared, options.unrelated);
  if (options.isDryRun) {
    const failed = planned.filter(({ result }) => result !== 'planned').length;
    process.exitCode = exitCodeOf(failed, planned.length);
    return;
  }
  if (options.unrelated.length > 0) throw unrelatedError(options.unrelated);
  const changes = planned.some((host) => host.result === 'planned' && !isUnchanged(host.plan));
  if (changes) await ask(planned, shared, options);
  const done = onInterrupt(
    () =>
      'hosts that were not switched yet stay as they are; one that was, and is not confirmed, puts itself back in a minute or two. How they stand: mosaic fleet verify',
  );
  const outcomes = await carryOut(planned, fleet, shared, options, changes);
  done();
  const document = deployDocument(fleet, outcomes, options.command);
  say<DeployDocument>(shared, document, '');
  process.exitCode = deployExitCode(outcomes);
}

/** What is asked about was shown before, with `--json` beside the document. */
async function ask(planned: readonly PlannedHost[], shared: SharedOptions, options: DeployOptions) {
  if (shared.json && !options.yes) {
    process.stderr.write(planLines(planned, styleFor(process.stderr, shared.color), shared.verbose));
  }
  if (!(await confirm('Deploy this?', options))) throw declined();
}

function requireCanary(planned: readonly PlannedHost[], canary: string | null): void {
  if (canary === null || planned.some(({ host }) => host.host === canary)) return;
  const known = planned.map(({ host }) => host.host).join(', ');
  const message = `--canary ${canary}: that is none of the hosts of this deploy`;
  throw cliError({ message, next: { known }, exitCode: EXIT.usage });
}

function showPlan(
  planned: readonly PlannedHost[],
  fleet: string,
  shared: SharedOptions,
  unrelated: readonly Unrelated[],
): void {
  say<PlanDocument>(shared, planDocument(fleet, planned, unrelated), (style) =>
    planLines(planned, style, shared.verbose, unrelated),
  );
}

const SILENT = { write: () => undefined };

function carryOut(
  planned: readonly PlannedHost[],
  fleet: string,
  shared: SharedOptions,
  { canary, command, confirmWithin, drain, harnesses, source }: DeployOptions,
  changes: boolean,
): Promise<readonly HostOutcome[]> {
  const width = Math.max(0, ...planned.map(({ host }) => host.host.length)) + 4;
  const style = styleFor(process.stdout, shared.color);
  const shown = { style, symbols: process.stdout.isTTY === true, command };
  // Without changes the plan has said it all.
  const isSilent = shared.json || !changes;
  const progress = installProgress(width, shared.json ? SILENT : process.stdout);
  const waiting = drainFor(drain, fleet, width);
  return deployFleet(planned, {
    scripts: deployScripts(),
    actor: actorFor(command, source),
    installing: { store: harnesses, onProgress: progress.show },
    drain: waiting && {
      ...waiting,
      onWait: (...told) => {
        progress.clear();
        waiting.onWait(...told);
      },
    },
    canary,
    confirmWithin,
    onOutcome: (outcome) => {
      progress.clear();
      if (!isSilent) process.stdout.write(outcomeLines(outcome, width, shown));
    },
  });
}
