import type {
  Manifest,
  ManifestAgent,
  ManifestConnector,
  ManifestFile,
  ManifestHarness,
  ManifestUnit,
} from '../model/bundle.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { Agent, Fleet } from '../model/fleet.ts';
import { objectPath } from '../model/host-paths.ts';
import { sha256 } from '../model/sha256.ts';
import { runFolder } from '../model/unit-name.ts';
import type { AgentFiles } from './agent-files.ts';
import type { BundleFile } from './bundle-file.ts';
import type { ConnectorParts } from './connector-parts.ts';
import type { RuntimeFiles } from './shared-files.ts';
import type { Unit } from './units.ts';

export interface AgentParts {
  readonly agent: Agent;
  readonly own: AgentFiles;
  readonly brings: RuntimeFiles;
  readonly unit: Unit;
}

export interface HostParts {
  readonly agents: readonly AgentParts[];
  readonly connectors: readonly ConnectorParts[];
  readonly harnesses: readonly ManifestHarness[];
}

/** All lists come sorted. */
export function manifest(
  fleet: Fleet,
  host: string,
  files: readonly BundleFile[],
  units: readonly Unit[],
  { agents, connectors, harnesses }: HostParts,
): Manifest {
  return {
    version: 1,
    fleet: fleet.name,
    host,
    heartbeat: { every: fleet.heartbeat.every, stale: fleet.heartbeat.stale },
    files: files.map(manifestFile),
    units: units.map(manifestUnit),
    agents: agents.map((parts) => manifestAgent(fleet.name, parts)),
    connectors: connectors.map(manifestConnector),
    harnesses,
  };
}

function manifestFile({ path, sha256, mode, place, target }: BundleFile): ManifestFile {
  return { path, sha256, mode, place, target };
}

function manifestUnit({ name, kind, agent, launch }: Unit): ManifestUnit {
  return { name, kind, agent, launch };
}

function manifestAgent(fleet: string, { agent, own, brings, unit }: AgentParts): ManifestAgent {
  const names = Object.keys(agent.env).sort(byCodeUnit);
  return {
    name: agent.name,
    role: agent.role,
    orchestrator: agent.orchestrator,
    runtime: agent.runtime,
    model: agent.model,
    permissions: agent.permissions,
    workdir: agent.workdir,
    limits: { memory: agent.limits.memory, cpu: agent.limits.cpu, tasks: agent.limits.tasks },
    sandbox: {
      disabled: agent.sandbox.disabled,
      write: [...agent.sandbox.write],
      hide: [...agent.sandbox.hide],
    },
    env: Object.fromEntries(names.map((name) => [name, sha256(agent.env[name] ?? '')])),
    secrets: { ...agent.secrets },
    instructions: own.instructions.sha256,
    unit: unit.name,
    socket: `${runFolder(fleet, agent.name)}/tmux`,
    launch: unit.launch ?? '',
    environment: objectPath(own.env.sha256),
    screens: objectPath(brings.screens.sha256),
    nativeBeat: brings.runtime.nativeBeat,
    startWithin: brings.runtime.startWithin,
  };
}

function manifestConnector({ connector, unit }: ConnectorParts): ManifestConnector {
  const { name, kind, agent, server, channel, allow, owners, mention, token, api } = connector;
  return {
    name,
    kind,
    agent,
    server,
    channel,
    allow: [...allow],
    owners: [...owners],
    mention,
    secret: token,
    api,
    unit: unit.name,
    launch: unit.launch ?? '',
  };
}
