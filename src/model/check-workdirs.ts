import { dirname, normalize } from 'node:path/posix';
import type { FleetInput } from './fleet-input.ts';
import type { Problem } from './problem.ts';
import { agentsOf } from './read-roster.ts';
import type { AgentDraft, RosterDraft } from './written-roster.ts';
import { placeOf } from './yaml-source.ts';

/** The folder of an agent that names none: its own, below the fleet's. */
export function workdirOf(agent: AgentDraft, fleet: string): string {
  return agent.workdir ?? `~/work/${fleet}/${agent.name ?? ''}`;
}

/** Warns of agents that would work in each other's folder. */
export function checkWorkdirs({ roster }: FleetInput, draft: RosterDraft): readonly Problem[] {
  const earlier = new Map<string, Map<string, string>>();
  const problems: Problem[] = [];
  const placed = agentsOf(draft).filter(
    ({ draft: { name, host } }) => name !== undefined && host !== undefined,
  );
  const sorted = placed.map((agent) => ({ ...agent, folder: folderOf(agent.draft, draft) }));
  for (const { draft: agent, folder } of sorted) insert(earlier, agent.host ?? '', folder, agent.name ?? '');
  for (const { draft: agent, path, folder } of sorted) {
    const other = around(earlier.get(agent.host ?? ''), folder, agent.name ?? '');
    if (other === null) continue;
    const place = placeOf(roster.source, [...path, agent.workdir === undefined ? 'name' : 'workdir']);
    const hint = 'they may overwrite what the other does; give each a folder of its own, e.g. a git worktree';
    problems.push({
      severity: 'warning',
      message: `${agent.name} works in the folder of ${other}`,
      hint,
      place,
    });
  }
  return problems;
}

function folderOf(agent: AgentDraft, draft: RosterDraft): string {
  return normalize(workdirOf(agent, draft.fleet ?? '')).replace(/(?<=.)\/$/, '');
}

function insert(byHost: Map<string, Map<string, string>>, host: string, folder: string, name: string): void {
  const folders = byHost.get(host) ?? new Map<string, string>();
  if (!folders.has(folder)) folders.set(folder, name);
  byHost.set(host, folders);
}

/** Who else works in this folder, or in one around it. */
function around(
  folders: ReadonlyMap<string, string> | undefined,
  folder: string,
  name: string,
): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const owner = folders?.get(at);
    if (owner !== undefined && owner !== name) return owner;
    if (at === dirname(at)) return null;
  }
}
