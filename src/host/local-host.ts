import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestAgent } from '../model/bundle.ts';
import { decideState } from '../model/decide-state.ts';
import type { Verdict } from '../model/heartbeat.ts';
import { hostPaths } from '../model/host-paths.ts';
import type { AgentProbe, HostProbe } from '../model/host-probe.ts';
import { type Act, type AgentOutcome, auditWord, parseOutcomes } from '../model/lifecycle-outcome.ts';
import { parseLook } from '../model/parse-probe.ts';
import { parseSend, type SendOutcome } from '../model/send-outcome.ts';
import { socketFolder } from '../model/unit-name.ts';
import { type Here, readManifest } from './here.ts';
import { runTool } from './run-tool.ts';

/** What a look found of an agent, and what that says of its state. */
export interface AgentLook extends AgentProbe {
  readonly verdict: Verdict;
}

export interface LookHere extends HostProbe {
  readonly agents: readonly AgentLook[];
}

/** Milliseconds that a look may take, that typing may take besides its wait, and that a unit may take to start. */
const DEADLINE = { look: 15_000, send: 60_000, lifecycle: 150_000 } as const;

/** Looks at all agents of this host, as `mosaic fleet ps` does. Rejects with an Error when the look has no end. */
export async function lookHere(here: Here): Promise<LookHere> {
  const probe = await readFile(join(here.root, here.tools.probe), 'utf8');
  const args = [hostPaths.root(here.fleet), socketFolder(here.fleet), probe];
  const { stdout, stderr } = await runTool(here, 'look', args, { deadlineMs: DEADLINE.look });
  const look = parseLook(stdout);
  if (look === null) throw new Error(`the look at the agents gave no answer that can be read: ${stderr}`);
  return {
    ...look,
    agents: look.agents.map((agent) => ({ ...agent, verdict: verdictOf(agent, look.stale) })),
  };
}

function verdictOf({ agent, signals }: AgentProbe, stale: number): Verdict {
  const { nativeBeat, startWithin } = agent;
  return decideState(signals, { stale, nativeBeat, startWithin });
}

/** An agent of this host as it is deployed; `null`: there is none of that name. */
export async function agentHere(here: Here, name: string): Promise<ManifestAgent | null> {
  const manifest = await readManifest(here);
  return manifest?.agents.find((agent) => agent.name === name) ?? null;
}

/**
 * Types a text to an agent of this host, once, and waits up to `wait` seconds for the answer, as `mosaic fleet send` does.
 * Rejects with an Error when no outcome was told: the text may have arrived then.
 */
export async function sendHere(
  here: Here,
  agent: string,
  text: string | Uint8Array,
  wait: number,
): Promise<SendOutcome> {
  const found = await agentHere(here, agent);
  if (found === null) return { outcome: 'failed', why: 'it is not deployed here', turn: null, answer: null };
  const args = [here.root, found.environment, String(wait)];
  const deadlineMs = DEADLINE.send + wait * 1000;
  const { stdout, stderr } = await runTool(here, 'send', args, { stdin: text, deadlineMs });
  const outcome = parseSend(stdout.toString('utf8'));
  if (outcome === null) throw new Error(`sending told no outcome: the text may have arrived. ${stderr}`);
  return outcome;
}

/** Starts, stops or restarts agents of this host. `by`: who asked, for the audit log. Rejects with an Error when no end was told. */
export async function lifecycleHere(
  here: Here,
  act: Act,
  agents: readonly [string, ...string[]],
  by: string,
): Promise<readonly AgentOutcome[]> {
  const args = [here.fleet, act, auditWord(by), auditWord(here.host), ...agents];
  const { stdout, stderr } = await runTool(here, 'lifecycle', args, { deadlineMs: DEADLINE.lifecycle });
  const outcomes = parseOutcomes(here.host, stdout.toString('utf8'));
  if (outcomes === null) throw new Error(`the ${act} did not tell its end: ${stderr}`);
  return outcomes;
}
