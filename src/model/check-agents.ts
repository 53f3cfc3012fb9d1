import type { FleetInput } from './fleet-input.ts';
import { knownHint } from './nearest.ts';
import type { Problem } from './problem.ts';
import { agentsOf, type PlacedAgent } from './read-roster.ts';
import type { RosterDraft } from './written-roster.ts';
import { placeOf } from './yaml-source.ts';

/** Names, roles and instructions. */
export function checkAgents(input: FleetInput, draft: RosterDraft): readonly Problem[] {
  const agents = agentsOf(draft);
  return [
    ...duplicates(input, agents),
    ...agents.flatMap((agent) => checkRole(input, agent)),
    ...agents.flatMap((agent) => checkInstructions(input, agent)),
  ];
}

function duplicates({ roster }: FleetInput, agents: readonly PlacedAgent[]): readonly Problem[] {
  const first = new Map<string, PlacedAgent>();
  return agents.flatMap((agent): readonly Problem[] => {
    const { name } = agent.draft;
    if (name === undefined) return [];
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, agent);
      return [];
    }
    const { line } = placeOf(roster.source, [...earlier.path, 'name']);
    const place = placeOf(roster.source, [...agent.path, 'name']);
    return [
      {
        severity: 'error',
        message: `a second agent named "${name}"`,
        hint: `the first stands on line ${line}`,
        place,
      },
    ];
  });
}

// A role that no preset knows is a label of the user's own: fine, as long as the agent is told what it means.
function checkRole({ roster, preset }: FleetInput, { draft, path }: PlacedAgent): readonly Problem[] {
  const known = Object.keys(preset?.draft?.roles ?? {});
  const { role, instructions } = draft;
  if (role === undefined || instructions !== undefined || known.length === 0 || known.includes(role))
    return [];
  const hint = `${knownHint(role, known)}\nor give the agent instructions of its own`;
  const place = placeOf(roster.source, [...path, 'role']);
  return [{ severity: 'error', message: `unknown role "${role}"`, hint, place }];
}

function checkInstructions({ roster, files }: FleetInput, { draft, path }: PlacedAgent): readonly Problem[] {
  if (typeof draft.instructions !== 'object') return [];
  const { file } = draft.instructions;
  const text = files.get(file) ?? null;
  const place = placeOf(roster.source, [...path, 'instructions', 'file']);
  if (text === null) {
    const hint = 'a text file in UTF-8, relative to the roster, inside the fleet directory';
    return [{ severity: 'error', message: `cannot read ${file}`, hint, place }];
  }
  if (text.includes('\0')) return [{ severity: 'error', message: `${file} holds NUL: it is no text`, place }];
  if (Buffer.byteLength(text) <= 262_144) return [];
  return [
    {
      severity: 'error',
      message: `${file} is longer than 256 kB`,
      hint: 'instructions are read on every turn',
      place,
    },
  ];
}
