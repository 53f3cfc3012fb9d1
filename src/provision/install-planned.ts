import { isRemoteError, type Transport } from '../remote/transport.ts';
import { describeInstall } from './describe-install.ts';
import type { Planned } from './drain-host.ts';
import { faultOf } from './fault.ts';
import { isSwitched } from './host-plan.ts';
import { type HarnessInstalling, installHarnesses } from './install-harnesses.ts';
import { type HostScripts, lookAt } from './look.ts';
import type { HostOutcome } from './outcome.ts';
import { planHost } from './plan-host.ts';

/** What is left of a plan after its harnesses are there; or what became of the host instead. */
export type InstalledHost =
  | { readonly kind: 'ready'; readonly planned: Planned }
  | { readonly kind: 'ended'; readonly outcome: HostOutcome };

/** Installs the harnesses of a plan. Where that was all, looks whether it helped. Rejects with a RemoteError. */
export async function installPlanned(
  planned: Planned,
  transport: Transport,
  scripts: HostScripts,
  installing: HarnessInstalling,
): Promise<InstalledHost> {
  const { plan } = planned;
  if (plan.installs.length === 0) return { kind: 'ready', planned };
  try {
    await installHarnesses(transport, scripts, plan, installing);
  } catch (error) {
    const fault = isRemoteError(error) ? null : faultOf(error);
    if (fault === null) throw error;
    return refused(plan.host, `${fault.why}; nothing that runs was changed`, fault.next);
  }
  const ready = { ...planned, plan: { ...plan, installs: [] } };
  return isSwitched(plan) ? await lookAgain(ready, transport, scripts) : { kind: 'ready', planned: ready };
}

async function lookAgain(
  planned: Planned,
  transport: Transport,
  scripts: HostScripts,
): Promise<InstalledHost> {
  const { host, bundle } = planned.host;
  const facts = await lookAt(transport, scripts, planned.plan.fleet);
  const [left] = planHost(bundle, host, facts, planned.credentials).installs;
  if (left !== undefined) {
    const why = `${describeInstall(left)} was installed, and is changed or gone already`;
    return refused(host, why, `mosaic fleet verify ${host}`);
  }
  const { from, to } = planned.plan;
  return { kind: 'ended', outcome: { host, result: 'deployed', from, to, starts: [], deferred: [] } };
}

function refused(host: string, why: string, next: string): InstalledHost {
  return { kind: 'ended', outcome: { host, result: 'refused', why, lacks: [], next } };
}
