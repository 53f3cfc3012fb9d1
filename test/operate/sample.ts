import type { Manifest, ManifestAgent } from '../../src/model/bundle.ts';
import type { Agent, Fleet } from '../../src/model/fleet.ts';
import type { Host } from '../../src/model/host.ts';

export function sampleHost(name: string): Host {
  return {
    name,
    connection: 'ssh',
    address: name,
    port: 22,
    user: null,
    hostKey: null,
    identity: null,
    jump: null,
    labels: {},
  };
}

export function sampleAgent(name: string, host: string, change: Partial<Agent> = {}): Agent {
  return {
    name,
    host,
    role: 'coder',
    orchestrator: false,
    runtime: 'echo',
    model: null,
    auth: null,
    permissions: null,
    workdir: '~/work',
    instructions: '',
    env: {},
    secrets: {},
    limits: { memory: null, cpu: null, tasks: null },
    sandbox: { disabled: null, write: [], hide: [] },
    ...change,
  };
}

export function sampleFleet(agents: readonly Agent[]): Fleet {
  const hosts = [...new Set(agents.map((agent) => agent.host))].sort().map(sampleHost);
  return {
    name: 'home',
    preset: null,
    heartbeat: { every: 15, stale: 60 },
    mail: false,
    secrets: {},
    harnesses: {},
    hosts,
    agents,
    connectors: [],
  };
}

export function manifestAgent(name: string, change: Partial<ManifestAgent> = {}): ManifestAgent {
  return {
    name,
    role: 'coder',
    orchestrator: false,
    runtime: 'echo',
    model: null,
    permissions: null,
    workdir: '~/work',
    limits: { memory: null, cpu: null, tasks: null },
    sandbox: { disabled: null, write: [], hide: [] },
    env: {},
    secrets: {},
    instructions: 'a'.repeat(64),
    unit: `mosaic-home-agent-${name}.service`,
    socket: `mosaic/11111111/${name}/tmux`,
    launch: 'b'.repeat(16),
    environment: 'objects/env',
    screens: 'objects/screens',
    nativeBeat: true,
    startWithin: 30,
    ...change,
  };
}

export function sampleManifest(host: string, agents: readonly ManifestAgent[]): Manifest {
  return {
    version: 1,
    fleet: 'home',
    host,
    heartbeat: { every: 15, stale: 60 },
    files: [],
    units: [],
    harnesses: [],
    agents,
    connectors: [],
  };
}
