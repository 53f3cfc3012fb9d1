import { addAgent, type RosterText, removeAgent, setInRoster } from '../model/edit-roster.ts';
import { type Result, succeed } from '../model/problem.ts';
import { agentsOf } from '../model/read-roster.ts';
import type { WrittenPreset } from '../model/written-preset.ts';
import type { AgentDraft, RosterDraft, WrittenAgent } from '../model/written-roster.ts';
import { isSameValue } from '../model/yaml-change.ts';
import { expandAgents } from './expand.ts';

/** One change of an existing roster. */
export type RosterChange =
  | {
      readonly kind: 'set';
      readonly path: readonly string[];
      readonly from: string | null;
      readonly to: string;
    }
  | { readonly kind: 'add'; readonly agent: WrittenAgent }
  | { readonly kind: 'remove'; readonly name: string; readonly preset: string };

/** What the user asked for this time; `null` where nothing was said. */
export interface Wishes {
  readonly fleet: string | null;
  readonly preset: WrittenPreset | null;
  readonly runtime: string | null;
  readonly orchestrator: { readonly name: string | null; readonly host: string | null };
  /** All hosts of the inventory, in order. */
  readonly hosts: readonly string[];
}

/**
 * What makes an existing roster follow the wishes. Nothing that was not asked for changes. A preset adds the agents of
 * its own that are not there; an agent of the preset before it leaves, unless it
 * says anything but what that preset gave it.
 */
export function mergeChanges(
  have: RosterDraft,
  before: WrittenPreset | null,
  wishes: Wishes,
): readonly RosterChange[] {
  const { orchestrator: leader } = wishes;
  return [
    ...set(['fleet'], have.fleet, wishes.fleet),
    ...set(['preset'], have.preset, wishes.preset?.name ?? null),
    ...set(['defaults', 'runtime'], have.defaults?.runtime, wishes.runtime),
    ...set(['orchestrator', 'name'], have.orchestrator?.name, leader.name),
    ...set(['orchestrator', 'host'], have.orchestrator?.host, leader.host),
    ...(wishes.preset === null ? [] : presetChanges(have, before, wishes, wishes.preset)),
  ];
}

function set(path: readonly string[], from: string | undefined, to: string | null): readonly RosterChange[] {
  return to === null || to === from ? [] : [{ kind: 'set', path, from: from ?? null, to }];
}

function presetChanges(
  have: RosterDraft,
  before: WrittenPreset | null,
  wishes: Wishes,
  after: WrittenPreset,
): readonly RosterChange[] {
  const host = wishes.orchestrator.host ?? have.orchestrator?.host ?? null;
  const answers = { fleet: '', hosts: wishes.hosts, orchestrator: { name: null, host }, runtime: '' };
  const wanted = expandAgents(answers, after);
  const given = before === null || before.name === after.name ? null : expandAgents(answers, before);
  const isLeftBehind = (agent: AgentDraft) =>
    given?.agents.some((old) => isSameButHost(agent, old)) === true &&
    !wanted.agents.some((fresh) => isSameButHost(agent, fresh));
  const leaving = (have.agents ?? []).filter(isLeftBehind).flatMap(({ name }) => name ?? []);
  const names = agentsOf(have).flatMap(({ draft }) => draft.name ?? []);
  const staying = new Set(names.filter((name) => !leaving.includes(name)));
  const isGivenRole = given?.orchestrator.role === have.orchestrator?.role;
  return [
    ...set(
      ['orchestrator', 'role'],
      have.orchestrator?.role,
      isGivenRole ? (wanted.orchestrator.role ?? null) : null,
    ),
    ...leaving.map((name): RosterChange => ({ kind: 'remove', name, preset: before?.name ?? '' })),
    ...wanted.agents
      .filter(({ name }) => !staying.has(name))
      .map((agent): RosterChange => ({ kind: 'add', agent })),
  ];
}

/** Whether an agent says what a preset gave it, and no more, wherever it stands. */
function isSameButHost(agent: AgentDraft, given: WrittenAgent): boolean {
  return isSameValue({ ...agent, host: '' }, { ...given, host: '' });
}

/** The roster's text after the changes; comments, order and quoting of everything else stay. */
export function applyChanges(roster: RosterText, changes: readonly RosterChange[]): Result<string> {
  let { text } = roster;
  for (const change of changes) {
    const result = applyChange({ ...roster, text }, change);
    if (!result.ok) return result;
    text = result.value;
  }
  return succeed(text);
}

function applyChange(roster: RosterText, change: RosterChange): Result<string> {
  switch (change.kind) {
    case 'set':
      return setInRoster(roster, change.path, change.to);
    case 'add':
      return addAgent(roster, change.agent);
    case 'remove':
      return removeAgent(roster, change.name);
  }
}

/** One line that says what a change does. */
export function describeChange(change: RosterChange): string {
  switch (change.kind) {
    case 'set':
      return `~ ${change.path.join('.')}: ${change.from ?? '(none)'} → ${change.to}`;
    case 'add':
      return `+ ${change.agent.name}, ${change.agent.role ?? 'worker'} on ${change.agent.host}`;
    case 'remove':
      return `- ${change.name}, as the preset ${change.preset} gave it`;
  }
}
