import type { Manifest, ManifestAgent } from '../model/bundle.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import { printable } from '../model/printable.ts';
import { formatSize } from './format-size.ts';
import { sandboxWords } from './sandbox-words.ts';

/** What becomes of one agent, in the roster's words. */
export interface AgentDiff {
  readonly mark: '+' | '~' | '-';
  readonly agent: string;
  /** e.g. `memory 2G → 4G; env CI` */
  readonly text: string;
  /** Whether it runs, and is restarted. */
  readonly restarts: boolean;
}

/** What units do on the host, beside what the releases say. */
export interface UnitRuns {
  /** Units that run, and are started again. */
  readonly restarts: readonly string[];
  /** In what they lag behind the first release, in words, by unit. */
  readonly lags: ReadonlyMap<string, readonly string[]>;
}

/** Compares the agents of two releases of one host; unchanged ones are not mentioned. Sorted by name. */
export function diffAgents(from: Manifest | null, to: Manifest, runs: UnitRuns): readonly AgentDiff[] {
  const have = new Map((from?.agents ?? []).map((agent) => [agent.name, agent]));
  const want = new Map(to.agents.map((agent) => [agent.name, agent]));
  const names = [...new Set([...have.keys(), ...want.keys()])].sort(byCodeUnit);
  return names.flatMap((name) => {
    const [one, other] = [have.get(name), want.get(name)];
    const harness = changed('harness', versionOf(from, one), versionOf(to, other));
    return diffAgent(one, other, runs, one?.runtime === other?.runtime ? harness : []);
  });
}

function versionOf(manifest: Manifest | null, agent: ManifestAgent | undefined): string {
  return manifest?.harnesses.find(({ name }) => name === agent?.runtime)?.version ?? 'none';
}

function diffAgent(
  have: ManifestAgent | undefined,
  want: ManifestAgent | undefined,
  { restarts, lags }: UnitRuns,
  harness: readonly string[],
): readonly AgentDiff[] {
  if (want === undefined) return have === undefined ? [] : [removed(have)];
  if (have === undefined) return [added(want)];
  const words = [...changesOf(have, want), ...harness];
  // What an agent runs can change with its scripts alone.
  const files = words.length === 0 && have.launch !== want.launch ? [`files of ${want.runtime}`] : [];
  const all = [...words, ...files, ...(lags.get(want.unit) ?? [])];
  if (all.length === 0) return [];
  return [{ mark: '~', agent: want.name, text: all.join('; '), restarts: restarts.includes(want.unit) }];
}

function added(agent: ManifestAgent): AgentDiff {
  const model = agent.model === null ? '' : ` ${agent.model}`;
  const { disabled } = agent.sandbox;
  const sandbox = disabled === null ? [] : [`sandbox off (${printable(disabled)})`];
  const permissions = agent.permissions === null ? [] : [`permissions ${agent.permissions}`];
  const more = [...permissions, ...limitWords(agent), ...sandbox].map((word) => `, ${word}`).join('');
  const text = `${agent.runtime}${model} in ${agent.workdir}${more}`;
  return { mark: '+', agent: agent.name, text, restarts: false };
}

function removed(agent: ManifestAgent): AgentDiff {
  return { mark: '-', agent: agent.name, text: `stopped; ${agent.workdir} is kept`, restarts: false };
}

function limitWords({ limits }: ManifestAgent): readonly string[] {
  return [
    ...(limits.memory === null ? [] : [`memory ${formatSize(limits.memory)}`]),
    ...(limits.cpu === null ? [] : [`cpu ${limits.cpu}%`]),
    ...(limits.tasks === null ? [] : [`tasks ${limits.tasks}`]),
  ];
}

function changesOf(have: ManifestAgent, want: ManifestAgent): readonly string[] {
  return [
    ...changed('role', have.role, want.role),
    ...changed('runtime', have.runtime, want.runtime),
    ...changed('model', have.model ?? 'default', want.model ?? 'default'),
    // A release of before may not say it.
    ...changed('permissions', have.permissions ?? 'default', want.permissions ?? 'default'),
    ...changed('workdir', have.workdir, want.workdir),
    ...changed('memory', sizeOf(have), sizeOf(want)),
    ...changed('cpu', limitOf(have.limits.cpu, '%'), limitOf(want.limits.cpu, '%')),
    ...changed('tasks', limitOf(have.limits.tasks, ''), limitOf(want.limits.tasks, '')),
    ...sandboxWords(have.sandbox, want.sandbox),
    ...(have.orchestrator === want.orchestrator
      ? []
      : [want.orchestrator ? 'is the orchestrator' : 'is not the orchestrator']),
    ...(have.instructions === want.instructions ? [] : ['instructions']),
    ...envWords({ ...have.env, ...have.secrets }, { ...want.env, ...want.secrets }),
  ];
}

export function changed(what: string, have: string, want: string): readonly string[] {
  return have === want ? [] : [`${what} ${have} → ${want}`];
}

function sizeOf({ limits }: ManifestAgent): string {
  return limits.memory === null ? 'no limit' : formatSize(limits.memory);
}

function limitOf(limit: number | null, unit: string): string {
  return limit === null ? 'no limit' : `${limit}${unit}`;
}

/** Names only: the values may be nobody's business. */
function envWords(have: Env, want: Env): readonly string[] {
  const names = [...new Set([...Object.keys(have), ...Object.keys(want)])].sort(byCodeUnit);
  const differ = names.filter((name) => have[name] !== want[name]);
  return differ.length === 0 ? [] : [`env ${differ.join(', ')}`];
}

type Env = Readonly<Record<string, string>>;
