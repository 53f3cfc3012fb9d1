import { quoteSh } from '../model/quote-sh.ts';
import type { Transport } from '../remote/transport.ts';
import { type Fault, faultOf } from './fault.ts';
import type { HostFinding } from './finding.ts';
import { hostFindings } from './findings-host.ts';
import type { FleetHost } from './fleet-host.ts';
import { type InstallStep, installSteps } from './install-steps.ts';
import { type HostScripts, lookAt } from './look.ts';
import { wantedOf } from './wanted.ts';

/** What a host lacks and what would give it. */
export type InstallPlan = { readonly host: FleetHost } & (
  | {
      readonly result: 'looked';
      readonly lacks: readonly HostFinding[];
      readonly steps: readonly InstallStep[];
    }
  | ({ readonly result: 'unreachable' } & Fault)
);

export type InstallOutcome = { readonly host: string } & (
  | { readonly result: 'ready'; readonly done: readonly string[] }
  /** `type`: what to type on the host, as root; nothing when no command helps. */
  | {
      readonly result: 'lacks';
      readonly lacks: readonly HostFinding[];
      readonly why: string;
      readonly type: readonly string[];
    }
  | ({ readonly result: 'unreachable' } & Fault)
);

/** Long enough for packages over a slow line. */
const DEADLINE_MS = 300_000;

export async function planInstall(
  host: FleetHost,
  scripts: HostScripts,
  fleet: string,
): Promise<InstallPlan> {
  try {
    const facts = await lookAt(await host.open(), scripts, fleet);
    const lacks = hostFindings(wantedOf(host.bundle, fleet, host.host), facts);
    return { host, result: 'looked', lacks, steps: installSteps(lacks, facts) };
  } catch (error) {
    return { host, result: 'unreachable', ...faultOrThrow(error) };
  }
}

/** Carries the steps out, by `sudo -n` where they need root, and looks again. */
export async function installHost(
  plan: InstallPlan,
  scripts: HostScripts,
  fleet: string,
): Promise<InstallOutcome> {
  const { host } = plan.host;
  if (plan.result === 'unreachable') return { host, result: 'unreachable', why: plan.why, next: plan.next };
  if (plan.lacks.length === 0) return { host, result: 'ready', done: [] };
  try {
    const transport = await plan.host.open();
    const failed = await runSteps(transport, plan.steps);
    const again = await planInstall(plan.host, scripts, fleet);
    if (again.result === 'unreachable')
      return { host, result: 'unreachable', why: again.why, next: again.next };
    if (again.lacks.length === 0) return { host, result: 'ready', done: plan.steps.map(shownStep) };
    return { host, result: 'lacks', lacks: again.lacks, why: failed ?? '', type: again.steps.map(shownStep) };
  } catch (error) {
    return { host, result: 'unreachable', ...faultOrThrow(error) };
  }
}

/** A step as it would be typed. */
export function shownStep({ asRoot, argv }: InstallStep): string {
  return `${asRoot ? 'sudo ' : ''}${argv.join(' ')}`;
}

/** Why a step failed; the others are tried all the same, since each helps by itself. */
async function runSteps(transport: Transport, steps: readonly InstallStep[]): Promise<string | null> {
  let failed: string | null = null;
  for (const { asRoot, argv } of steps) {
    const line =
      'XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/run/user/$(id -u)} DEBIAN_FRONTEND=noninteractive exec "$@"';
    const words = ['sh', '-c', line, 'sh', ...(asRoot ? ['sudo', '-n'] : []), ...argv];
    const { code, stderr } = await transport.exec(words.map(quoteSh).join(' '), { deadlineMs: DEADLINE_MS });
    if (code !== 0) failed ??= stderr.trim().split('\n').at(-1) ?? '';
  }
  return failed;
}

function faultOrThrow(error: unknown): Fault {
  const fault = faultOf(error);
  if (fault === null) throw error;
  return fault;
}
