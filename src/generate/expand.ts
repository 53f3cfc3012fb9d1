import { presetAgentNames } from '../model/read-preset.ts';
import type { WrittenPreset } from '../model/written-preset.ts';
import { ROSTER_VERSION, type WrittenAgent } from '../model/written-roster.ts';
import { blockPair } from '../model/yaml-render.ts';

/** What a new fleet is asked for. */
export interface Answers {
  readonly fleet: string;
  /** Names in order; the first that is not the orchestrator's gets the first worker. At least one. */
  readonly hosts: readonly string[];
  /** `null`: as the preset names it, on the first host. */
  readonly orchestrator: { readonly name: string | null; readonly host: string | null };
  /** The runtime of every agent for which the preset names none. */
  readonly runtime: string;
}

export interface ExpandedAgents {
  readonly orchestrator: WrittenAgent;
  readonly agents: readonly WrittenAgent[];
}

/** The agents that a preset recommends, placed: workers in turn on the hosts that do not carry the orchestrator. */
export function expandAgents(answers: Answers, preset: WrittenPreset): ExpandedAgents {
  const { name, role, runtime, model, limits } = preset.orchestrator;
  const home = answers.orchestrator.host ?? answers.hosts[0] ?? '';
  const others = answers.hosts.filter((host) => host !== home);
  const workers = others.length === 0 ? [home] : others;
  let turn = 0;
  const agents = preset.agents.flatMap((agent) =>
    presetAgentNames(agent.name, agent.count).map((agentName): WrittenAgent => {
      const host = agent.placement === 'orchestrator' ? home : (workers[turn++ % workers.length] ?? home);
      return defined({
        name: agentName,
        role: agent.role,
        host,
        runtime: agent.runtime,
        model: agent.model,
        limits: agent.limits,
      });
    }),
  );
  const leader = { name: answers.orchestrator.name ?? name, role, host: home, runtime, model, limits };
  return { orchestrator: defined(leader), agents };
}

const HEAD = `# What runs in this fleet, and where. Every key is explained in docs/configure.md; \`mosaic fleet schema roster\`
# prints a schema for your editor. \`mosaic fleet init\` adds to this file, and keeps what you wrote.
`;

/** The text of a new roster.yaml: exactly one orchestrator, whatever the preset. */
export function expand(answers: Answers, preset: WrittenPreset): string {
  const { orchestrator, agents } = expandAgents(answers, preset);
  const head = blockPair('apiVersion', ROSTER_VERSION, 0) + blockPair('fleet', answers.fleet, 0);
  const parts = [
    HEAD + head + blockPair('preset', preset.name, 0),
    `# For every agent that does not say otherwise.\n${blockPair('defaults', { runtime: answers.runtime }, 0)}`,
    `# The one agent that leads the others.\n${blockPair('orchestrator', orchestrator, 0)}`,
    blockPair('agents', agents, 0),
  ];
  return parts.join('\n');
}

function defined<T extends object>(value: { readonly [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}
