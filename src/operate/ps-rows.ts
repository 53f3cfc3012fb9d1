import type { PsRow } from '../model/contract-ps.ts';
import { decideState } from '../model/decide-state.ts';
import type { Agent } from '../model/fleet.ts';
import type { AgentProbe, UnmanagedSession } from '../model/host-probe.ts';
import { type FlatRecord, integerOf } from '../model/record.ts';
import type { RemoteFault } from '../remote/transport.ts';
import { nextStep } from './next-step.ts';

/** The row of an agent that is deployed; `isWanted`: whether the roster has it on this host. */
export function agentRow(
  fleet: string,
  host: string,
  probe: AgentProbe,
  stale: number,
  isWanted: boolean,
): PsRow {
  const { agent, signals, hook } = probe;
  const { nativeBeat, startWithin } = agent;
  const verdict = decideState(signals, { stale, nativeBeat, startWithin });
  const since = verdict.state === 'stopped' ? integerOf(probe.mark ?? {}, 'at') : verdict.since;
  const row: PsRow = {
    ...empty(fleet, host, agent.name),
    heartbeat: heartbeatOf(probe, stale),
    state: verdict.state,
    rule: verdict.rule,
    why: verdict.why,
    since: isoTime(since),
    for: since === null ? null : Math.max(0, signals.now - since),
    orchestrator: agent.orchestrator,
    role: agent.role,
    runtime: agent.runtime,
    version: textOf(hook, 'version'),
    model: textOf(hook, 'model') ?? agent.model,
    session: textOf(hook, 'session'),
    turn: signals.hook?.turn ?? null,
    context: textOf(hook, 'context'),
    cost: textOf(hook, 'cost'),
    last: textOf(hook, 'last'),
    prompt: textOf(hook, 'prompt'),
    fingerprint: textOf(hook, 'fingerprint'),
    until: isoTime(signals.hook?.until ?? null),
    pid: probe.run === null || signals.process?.alive !== true ? null : integerOf(probe.run, 'pid'),
    unit: agent.unit,
    failures: signals.failures,
    mail: probe.mails,
  };
  return { ...row, next: isWanted ? nextStep(row) : 'mosaic fleet plan' };
}

/** The row of an agent that the roster has, on a host that does not carry it. */
export function notDeployedRow(fleet: string, agent: Agent): PsRow {
  const why = 'in the roster, but not deployed';
  return {
    ...rosterRow(fleet, agent),
    state: 'not-deployed',
    rule: 'not-deployed',
    why,
    next: 'mosaic fleet deploy',
  };
}

/** The row of an agent that the roster has, on a host that does not answer. */
export function unreachableRow(fleet: string, agent: Agent, fault: RemoteFault): PsRow {
  const { message: why, next } = fault;
  return { ...rosterRow(fleet, agent), state: 'unreachable', rule: `host-${fault.code}`, why, next };
}

export function unmanagedRow(fleet: string, host: string, session: UnmanagedSession, now: number): PsRow {
  return {
    ...empty(fleet, host, session.name),
    managed: false,
    state: 'unmanaged',
    rule: 'unmanaged',
    why: 'a session on the fleet’s sockets that no deploy made',
    since: isoTime(session.created),
    for: session.created === null ? null : Math.max(0, now - session.created),
  };
}

function rosterRow(fleet: string, agent: Agent): PsRow {
  const { host, name, orchestrator, role, runtime, model } = agent;
  return { ...empty(fleet, host, name), orchestrator, role, runtime, model };
}

function empty(tenant: string, host: string, agent: string): PsRow {
  return {
    tenant,
    host,
    agent,
    managed: true,
    heartbeat: { status: 'none', at: null, age: null },
    state: 'unknown',
    rule: '',
    why: '',
    since: null,
    for: null,
    orchestrator: false,
    role: null,
    runtime: null,
    version: null,
    model: null,
    session: null,
    turn: null,
    context: null,
    cost: null,
    last: null,
    prompt: null,
    fingerprint: null,
    until: null,
    pid: null,
    unit: null,
    failures: 0,
    mail: null,
    next: null,
  };
}

function heartbeatOf({ beat, signals }: AgentProbe, stale: number): PsRow['heartbeat'] {
  const at = beat === null ? null : integerOf(beat, 'at');
  if (at === null) return { status: 'none', at: null, age: null };
  const age = Math.max(0, signals.now - at);
  return { status: age <= stale ? 'fresh' : 'stale', at: isoTime(at), age };
}

function textOf(record: FlatRecord | null, key: string): string | null {
  return record?.[key] || null;
}

// A record on a host may hold any number; a date may not.
function isoTime(seconds: number | null): string | null {
  return seconds === null || seconds > 8e12 ? null : new Date(seconds * 1000).toISOString();
}
