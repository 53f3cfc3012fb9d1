import { chatInstructions } from './chat-instructions.ts';
import { authOf, ownWord } from './check-auth.ts';
import { EVERY, STALE } from './check-heartbeat.ts';
import { reachableHosts } from './check-hosts.ts';
import { modelOf, runtimeOf } from './check-models.ts';
import { workdirOf } from './check-workdirs.ts';
import type { Agent, Fleet, Limits } from './fleet.ts';
import type { FleetInput } from './fleet-input.ts';
import { connectorsOf } from './normalise-connectors.ts';
import { sandboxOf } from './normalise-sandbox.ts';
import { bytesOf, percentOf, secondsOf } from './quantities.ts';
import { splitEnv } from './secret-reference.ts';
import { parseSource, type SecretSource } from './secret-source.ts';
import type { WrittenAgent, WrittenRoster } from './written-roster.ts';

/** Fills in every default. `roster` has no error: what it names exists. */
export function normaliseFleet(input: FleetInput, roster: WrittenRoster): Fleet {
  const agents = [
    normaliseAgent(input, roster, roster.orchestrator, true),
    ...(roster.agents ?? []).map((agent) => normaliseAgent(input, roster, agent, false)),
  ];
  const { every = EVERY, stale = STALE } = roster.defaults?.heartbeat ?? {};
  const used = [...new Set(agents.map(({ host }) => host))].sort();
  const hosts = reachableHosts(input);
  return {
    name: roster.fleet,
    preset: roster.preset ?? null,
    heartbeat: { every: secondsOf(every), stale: secondsOf(stale) },
    mail: roster.mail ?? false,
    hosts: used.flatMap((name) => hosts.get(name) ?? []),
    secrets: secretsOf(roster),
    harnesses: harnessesOf(roster),
    agents: agents.sort((a, b) => (a.name < b.name ? -1 : 1)),
    connectors: connectorsOf(roster.orchestrator),
  };
}

function normaliseAgent(
  input: FleetInput,
  roster: WrittenRoster,
  written: WrittenAgent,
  orchestrator: boolean,
): Agent {
  const role = written.role ?? defaultRole(input, orchestrator);
  const runtime = input.runtimes.find(({ name }) => name === runtimeOf(written, roster));
  const { auth, env } = authOf(written, roster, runtime);
  return {
    name: written.name,
    role,
    orchestrator,
    host: written.host,
    runtime: runtimeOf(written, roster) ?? '',
    model: modelOf(written, roster) ?? null,
    auth,
    permissions: ownWord(written, roster, 'permissions') ?? runtime?.permissions?.default ?? null,
    workdir: workdirOf(written, roster.fleet),
    instructions: instructionsOf(input, roster, written, role),
    ...splitEnv({ ...roster.defaults?.env, ...written.env, ...env }),
    limits: limitsOf({ ...roster.defaults?.limits, ...written.limits }),
    sandbox: sandboxOf(written, roster.defaults),
  };
}

function defaultRole({ preset }: FleetInput, orchestrator: boolean): string {
  return orchestrator ? (preset?.draft?.orchestrator?.role ?? 'orchestrator') : 'worker';
}

/** Who the agent is, what its role says, what the roster adds, and how people reach it. */
function instructionsOf(
  { preset, files }: FleetInput,
  { fleet, orchestrator }: WrittenRoster,
  written: WrittenAgent,
  role: string,
): string {
  const leads = written === orchestrator;
  const who = leads ? `You are the orchestrator.` : `The orchestrator is ${orchestrator.name}.`;
  const { instructions: own } = written;
  const parts = [
    `You are ${written.name}, ${role} in the fleet ${fleet}, on the host ${written.host}. ${who}`,
    preset?.draft?.roles?.[role]?.instructions ?? '',
    typeof own === 'object' ? (files.get(own.file) ?? '') : (own ?? ''),
    leads ? chatInstructions(orchestrator.connectors ?? []) : '',
  ];
  const texts = parts.map((part) => part.trim()).filter((part) => part !== '');
  return `${texts.join('\n\n')}\n`;
}

function secretsOf({ secrets }: WrittenRoster): Readonly<Record<string, SecretSource>> {
  const sources = Object.entries(secrets ?? {}).flatMap(([name, written]) => {
    const source = parseSource(written);
    return source === null ? [] : [[name, source] as const];
  });
  return Object.fromEntries(sources.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function harnessesOf({ harness }: WrittenRoster): Readonly<Record<string, string>> {
  const versions = Object.entries(harness ?? {}).flatMap(([name, { version }]) =>
    version === undefined ? [] : [[name, version] as const],
  );
  return Object.fromEntries(versions.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function limitsOf(written: NonNullable<WrittenAgent['limits']>): Limits {
  return {
    memory: written.memory === undefined ? null : bytesOf(written.memory),
    cpu: written.cpu === undefined ? null : percentOf(written.cpu),
    tasks: written.tasks ?? null,
  };
}
