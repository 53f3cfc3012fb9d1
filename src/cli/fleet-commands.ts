import type { CommandEntry } from './commands.ts';

/** `mosaic fleet …`, in the order of `mosaic fleet --help`. */
export const fleetCommands: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'make a fleet directory from a preset, or change one',
    load: async () => (await import('./fleet/init.ts')).initCommand(),
  },
  {
    name: 'presets',
    summary: 'recommended sets of agents, shipped and your own',
    load: async () => (await import('./fleet/presets.ts')).presetsCommand(),
  },
  {
    name: 'host',
    summary: 'the hosts of the inventory, and their keys',
    load: async () => (await import('./fleet/host.ts')).hostCommand(),
  },
  {
    name: 'secret',
    summary: 'values that agents need and nobody may read',
    load: async () => (await import('./fleet/secret.ts')).secretCommand(),
  },
  {
    name: 'connector',
    summary: 'how people reach the orchestrator by chat',
    load: async () => (await import('./fleet/connector.ts')).connectorCommand(),
  },
  {
    name: 'runtimes',
    summary: 'the harnesses that agents can run',
    load: async () => (await import('./fleet/runtimes.ts')).runtimesCommand(),
  },
  {
    name: 'harness',
    summary: 'what is installed on hosts to run agents',
    load: async () => (await import('./fleet/harness.ts')).harnessCommand(),
  },
  {
    name: 'schema',
    summary: 'a JSON Schema of the files that you write',
    load: async () => (await import('./fleet/schema.ts')).schemaCommand(),
  },
  {
    name: 'generate',
    summary: 'compile the roster into files to review',
    load: async () => (await import('./fleet/generate.ts')).generateCommand(),
  },
  {
    name: 'plan',
    summary: 'what a deploy would change on each host',
    load: async () => (await import('./fleet/plan.ts')).planCommand(),
  },
  {
    name: 'deploy',
    summary: 'bring the fleet to its hosts, or put back what fails',
    load: async () => (await import('./fleet/deploy.ts')).deployCommand(),
  },
  {
    name: 'verify',
    summary: 'check that the hosts are and run what the roster says',
    load: async () => (await import('./fleet/verify.ts')).verifyCommand(),
  },
  {
    name: 'install',
    summary: 'give hosts what a fleet needs',
    load: async () => (await import('./fleet/install.ts')).installCommand(),
  },
  {
    name: 'rollback',
    summary: 'go back to a release that is still on the hosts',
    load: async () => (await import('./fleet/rollback.ts')).rollbackCommand(),
  },
  {
    name: 'history',
    summary: 'who did what to the hosts, and when',
    load: async () => (await import('./fleet/history.ts')).historyCommand(),
  },
  {
    name: 'unlock',
    summary: 'undo a deploy that nobody confirmed',
    load: async () => (await import('./fleet/unlock.ts')).unlockCommand(),
  },
  {
    name: 'ps',
    summary: 'every agent on every host, with its state',
    load: async () => (await import('./fleet/ps.ts')).psCommand(),
  },
  {
    name: 'watch',
    summary: 'the same, again and again',
    load: async () => (await import('./fleet/ps.ts')).watchCommand(),
  },
  {
    name: 'status',
    summary: 'everything about one agent',
    load: async () => (await import('./fleet/status.ts')).statusCommand(),
  },
  { name: 'start', summary: 'start agents', load: () => lifecycle('start') },
  { name: 'stop', summary: 'stop agents by intent', load: () => lifecycle('stop') },
  { name: 'restart', summary: 'restart agents in their conversations', load: () => lifecycle('restart') },
  {
    name: 'logs',
    summary: 'when an agent started and how it ended',
    load: async () => (await import('./fleet/logs.ts')).logsCliCommand(),
  },
  {
    name: 'attach',
    summary: 'sit down at the terminal of an agent',
    load: async () => (await import('./fleet/attach.ts')).attachCliCommand(),
  },
  {
    name: 'send',
    summary: 'type a message to an agent, and wait for its answer',
    load: async () => (await import('./fleet/send.ts')).sendCommand(),
  },
  {
    name: 'mail',
    summary: 'messages that wait for agents, and how far each is',
    load: async () => (await import('./fleet/mail.ts')).mailCommand(),
  },
  {
    name: 'approve',
    summary: 'allow what an agent asks',
    load: async () => (await import('./fleet/decide.ts')).decideCommand('approve'),
  },
  {
    name: 'deny',
    summary: 'deny what an agent asks',
    load: async () => (await import('./fleet/decide.ts')).decideCommand('deny'),
  },
  {
    name: 'login',
    summary: 'log an agent in with its subscription',
    load: async () => (await import('./fleet/login.ts')).loginCommand(),
  },
];

async function lifecycle(act: 'start' | 'stop' | 'restart') {
  return (await import('./fleet/lifecycle.ts')).lifecycleCommand(act);
}
