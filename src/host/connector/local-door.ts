import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path/posix';
import type { AgentState } from '../../model/heartbeat.ts';
import { parseRecord } from '../../model/record.ts';
import type { Here } from '../here.ts';
import { type AgentLook, agentHere, lifecycleHere, lookHere } from '../local-host.ts';
import { runTool } from '../run-tool.ts';
import type { AgentView, DoorResult, HostDoor, HostView, LifecycleAct } from './host-door.ts';

const DECIDE_MS = 60_000;
/** The end of a log that lines are taken from, bytes. */
const LOG_END = 65_536;

/** The host that this process runs on, by the scripts that `mosaic fleet` uses too. */
export function localDoor(here: Here): HostDoor {
  return {
    look: () => result(() => look(here)),
    lifecycle: (act, agent, by) => flat(() => lifecycle(here, act, agent, by)),
    decide: (agent, fingerprint, decision) => flat(() => decide(here, { agent, fingerprint, decision })),
    logs: (agent, lines) => result(() => logEnd(here, agent, lines)),
  };
}

async function flat<T>(call: () => Promise<DoorResult<T>>): Promise<DoorResult<T>> {
  try {
    return await call();
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}

function result<T>(call: () => Promise<T>): Promise<DoorResult<T>> {
  return flat(async () => ({ ok: true, value: await call() }));
}

async function look(here: Here): Promise<HostView> {
  const { now, agents } = await lookHere(here);
  return { now, agents: agents.map(viewOf) };
}

/** States in which nobody asks anything, whatever was last heard. */
const IS_AWAY: readonly AgentState[] = ['starting', 'exited', 'stopped'];

function viewOf({ agent, signals: { hook }, verdict }: AgentLook): AgentView {
  // A question stands until its harness says otherwise: a screen that is being drawn may hide it for a moment.
  const asks = IS_AWAY.includes(verdict.state) ? null : hook;
  return {
    name: agent.name,
    orchestrator: agent.orchestrator,
    runtime: agent.runtime,
    state: verdict.state,
    rule: verdict.rule,
    why: verdict.why,
    since: verdict.since,
    until: hook?.until ?? null,
    prompt: asks?.prompt ?? null,
    fingerprint: asks?.fingerprint ?? null,
    last: hook?.last ?? null,
  };
}

async function lifecycle(
  here: Here,
  act: LifecycleAct,
  agent: string,
  by: string,
): Promise<DoorResult<string>> {
  const [outcome] = await lifecycleHere(here, act, [agent], by);
  if (outcome === undefined || outcome.outcome === 'absent')
    return { ok: false, why: 'it is not deployed here' };
  if (outcome.outcome === 'failed') return { ok: false, why: `its unit is ${outcome.now}` };
  return { ok: true, value: outcome.now };
}

interface Order {
  readonly agent: string;
  readonly fingerprint: string;
  readonly decision: 'allow' | 'deny';
}

async function decide(here: Here, { agent, fingerprint, decision }: Order): Promise<DoorResult<string>> {
  const found = await agentHere(here, agent);
  if (found === null) return { ok: false, why: 'it is not deployed here' };
  // Without one the script would answer whatever is open.
  if (fingerprint === '') return { ok: false, why: 'it is not known which question was decided on' };
  const args = [here.root, found.environment, decision, fingerprint];
  const { stdout, stderr } = await runTool(here, 'decide', args, { deadlineMs: DECIDE_MS });
  const { outcome, why = '', prompt = '' } = parseRecord(stdout.toString('utf8'));
  if (outcome === undefined) throw new Error(`it is not known whether it was answered: ${stderr}`);
  return outcome === 'decided' ? { ok: true, value: prompt } : { ok: false, why: why || outcome };
}

async function logEnd(here: Here, agent: string, lines: number): Promise<readonly string[]> {
  const found = await agentHere(here, agent);
  if (found === null) throw new Error('it is not deployed here');
  const text = await tail(join(here.state, 'agents', found.name, 'log'));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-lines);
}

// The agent writes in that folder: a link or a pipe in the place of its log must show nothing of the host, nor hold us up.
const PLAIN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

async function tail(path: string): Promise<string> {
  const file = await open(path, PLAIN).catch(() => null);
  if (file === null) throw new Error('it has no log yet');
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new Error('its log is no plain file');
    const from = Math.max(0, found.size - LOG_END);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LOG_END), 0, LOG_END, from);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await file.close();
  }
}
