import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { HostBundle } from '../model/bundle.ts';
import type { Transport } from '../remote/transport.ts';
import type { Actor } from './actor.ts';
import { lastLines, lastWords } from './agent-log.ts';
import type { WantedCredentials } from './credentials.ts';
import { describeFinding } from './describe-finding.ts';
import { differences } from './differences.ts';
import type { Facts } from './facts.ts';
import { faultOf } from './fault.ts';
import type { Finding } from './finding.ts';
import type { HostPlan } from './host-plan.ts';
import type { BusyAgent } from './interrupts.ts';
import { type HostScripts, lookAt } from './look.ts';
import type { HostOutcome } from './outcome.ts';
import { type ActResult, applyPlan, confirm, revert } from './recover.ts';
import { agentOf, patience, type Settled, settled } from './settled.ts';
import { type Wanted, wantedOf } from './wanted.ts';

export interface Deploy {
  readonly transport: Transport;
  readonly scripts: HostScripts;
  readonly bundle: HostBundle | null;
  /** What was shown, and what it was made from. */
  readonly plan: HostPlan;
  readonly before: Facts;
  readonly credentials: WantedCredentials | null;
  /** Agents that the plan leaves out: they were busy. */
  readonly deferred: readonly BusyAgent[];
  readonly actor: Actor;
  /** Seconds until the host reverts by itself; `null`: as long as the agents may take, and a margin. */
  readonly confirmWithin: number | null;
}

/** A deploy that has begun, and the word by which the host knows it. */
type Begun = Deploy & { readonly turn: string };

/** Seconds that the host gives the operator's machine beyond the agents' own time, before it reverts by itself. */
const MARGIN = 30;

/**
 * Makes a planned host as it is wanted: switch, then look until it runs so, then confirm; or undo it and look whether it is as
 * before. A connection that breaks meanwhile is an outcome: the host itself undoes what nobody confirmed.
 */
export async function deployHost(deploy: Deploy): Promise<HostOutcome> {
  const { plan, transport, scripts, bundle, credentials, actor } = deploy;
  const { host } = plan;
  const want = wantedOf(bundle, plan.fleet, host, credentials);
  const seconds = deploy.confirmWithin ?? patience(want, plan) + MARGIN;
  const turn = randomBytes(8).toString('hex');
  try {
    const term = { seconds, turn };
    const applied = await applyPlan(transport, scripts, plan, bundle, credentials, actor, term);
    return applied.kind === 'done'
      ? await decide({ ...deploy, turn }, want, applied.facts)
      : await notApplied(deploy, applied);
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    const why = `${fault.why}, in the middle of the deploy: what was not confirmed, the host undoes within ${seconds}s`;
    return { host, result: 'unreachable', why, next: `mosaic fleet verify ${host}`, undecided: true };
  }
}

/** `facts`: the first look at what was switched to. */
async function decide(deploy: Begun, want: Wanted, facts: Facts | null): Promise<HostOutcome> {
  const { plan, transport, scripts, actor } = deploy;
  const verdict = await watch(deploy, want, facts);
  if (verdict.state === 'failed') return await undo(deploy, want, verdict);
  const confirmed = await confirm(transport, scripts, plan.fleet, actor, deploy.turn);
  if (confirmed.kind === 'done') {
    const { host, from, to, starts } = plan;
    return { host, result: 'deployed', from, to, starts, deferred: deploy.deferred };
  }
  const why = confirmed.kind === 'gone' ? 'the host reverted it before it was confirmed' : whyOf(confirmed);
  return await rolledBack(deploy, why, null);
}

type Verdict = { readonly state: 'ok' } | Extract<Settled, { readonly state: 'failed' }>;

/** Looks again and again, ever slower, until the host runs what is wanted, or it is sure or late enough that it will not. */
async function watch(
  { transport, scripts, plan, turn }: Begun,
  want: Wanted,
  first: Facts | null,
): Promise<Verdict> {
  let seen = first;
  for (let pause = 100; ; pause = Math.min(1000, pause * 1.5)) {
    const facts = seen ?? (await lookAt(transport, scripts, plan.fleet));
    seen = null;
    // Without our journal the host has reverted: what it runs now is not ours to judge.
    if (facts.pending?.turn !== turn) return { state: 'ok' };
    const now = settled(want, facts, { starts: plan.starts, at: facts.pending.at });
    if (now.state !== 'wait') return now;
    await delay(pause);
  }
}

async function undo(
  deploy: Begun,
  want: Wanted,
  { finding, late }: Extract<Settled, { readonly state: 'failed' }>,
): Promise<HostOutcome> {
  const { plan, transport, scripts, actor } = deploy;
  const agent = agentOf(finding, want);
  const within = `within ${patience(want, plan)}s after the switch`;
  const why = late
    ? `${describeFinding(finding)}, and it did not change ${within}`
    : describeFinding(finding);
  const log = await logOf(deploy, finding, agent);
  const reverted = await revert(transport, scripts, plan.fleet, { ...actor, why: finding.kind }, deploy.turn);
  const more = reverted.kind === 'done' || reverted.kind === 'gone' ? '' : `; ${whyOf(reverted)}`;
  return rolledBack(deploy, `${why}${more}`, agent, log);
}

function logOf(
  { transport, plan }: Deploy,
  finding: Finding,
  agent: string | null,
): Promise<readonly string[]> {
  if (agent !== null) return lastLines(transport, plan.fleet, agent, 8);
  const unit = 'unit' in finding ? finding.unit : null;
  return unit === null ? Promise.resolve([]) : lastWords(transport, unit, 8);
}

async function rolledBack(
  { transport, scripts, plan, before }: Deploy,
  why: string,
  agent: string | null,
  log: readonly string[] = [],
): Promise<HostOutcome> {
  const differs = differences(before, await lookUntilSame(transport, scripts, before));
  const { host, from, to } = plan;
  return { host, result: 'rolled-back', from, to, why, agent, log, differs };
}

/** Units that were started again need a moment until they run. */
async function lookUntilSame(transport: Transport, scripts: HostScripts, before: Facts): Promise<Facts> {
  for (let tries = 1; ; tries += 1) {
    const facts = await lookAt(transport, scripts, before.fleet);
    if (tries === 10 || differences(before, facts).length === 0) return facts;
    await delay(500);
  }
}

async function notApplied(deploy: Deploy, result: ActResult): Promise<HostOutcome> {
  const { host } = deploy.plan;
  const again = `mosaic fleet deploy ${host}`;
  switch (result.kind) {
    case 'moved':
    case 'refused':
      return refused(host, `${result.why}; nothing was changed`, again);
    case 'busy':
      return refused(host, `${result.why}; nothing was changed`, `mosaic fleet unlock ${host}`);
    default:
      return rolledBack(deploy, whyOf(result), null);
  }
}

function refused(host: string, why: string, next: string): HostOutcome {
  return { host, result: 'refused', why, lacks: [], next };
}

function whyOf(result: ActResult): string {
  return 'why' in result ? result.why : result.kind;
}
