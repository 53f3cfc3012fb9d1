import { reachableHosts } from './check-hosts.ts';
import { workdirOf } from './check-workdirs.ts';
import type { FleetInput } from './fleet-input.ts';
import { knownHint } from './nearest.ts';
import { type WrittenSandbox, writtenSandbox } from './normalise-sandbox.ts';
import type { Problem } from './problem.ts';
import { agentsOf, type PlacedAgent } from './read-roster.ts';
import { HIDDEN, writeFault } from './sandbox-paths.ts';
import type { AgentDraft, RosterDraft } from './written-roster.ts';
import { type Path, placeOf } from './yaml-source.ts';

const WAY_OUT = 'or let the agent do without:  sandbox: { disabled: "why" }';

/** Whether every sandbox can hold what it promises. */
export function checkSandbox(input: FleetInput, draft: RosterDraft): readonly Problem[] {
  const hosts = reachableHosts(input);
  const shared = draft.defaults?.sandbox;
  const own = shared === undefined ? [] : checkWritten(input, shared, ['defaults', 'sandbox'], shared);
  const agents = agentsOf(draft).flatMap((agent) => {
    const { sandbox, host } = agent.draft;
    const whole = writtenSandbox(agent.draft as Sandboxed, draft.defaults as Defaults);
    const { disabled = false } = whole;
    const path = [...agent.path, 'sandbox'];
    const written = sandbox === undefined ? [] : checkWritten(input, sandbox, path, whole);
    if (disabled !== false) return written;
    const isRoot = hosts.get(host ?? '')?.user === 'root';
    return [...written, ...checkWorkdir(input, agent, draft), ...(isRoot ? [rootFault(input, agent)] : [])];
  });
  return [...own, ...agents];
}

type Sandboxed = Parameters<typeof writtenSandbox>[0];
type Defaults = Parameters<typeof writtenSandbox>[1];

/** `written` stands at `path`; `whole` is what it is together with the defaults. */
function checkWritten(
  input: FleetInput,
  written: WrittenSandbox,
  path: Path,
  whole: WrittenSandbox,
): readonly Problem[] {
  const { write = [], read = [] } = written;
  const { hide = [], disabled = false } = whole;
  const hidden = [...HIDDEN, ...hide];
  const idle = disabled === false ? [] : (['write', 'hide', 'read'] as const).filter((key) => key in written);
  return [
    ...idle.map((key) => fault(input, [...path, key], `${key} does nothing without a sandbox`, 'remove it')),
    ...write.flatMap((item, index) => {
      const why = writeFault(item);
      const hint = `name a folder that is only for work\n${WAY_OUT}`;
      return why === null ? [] : [fault(input, [...path, 'write', index], `${item}: ${why}`, hint)];
    }),
    ...read.flatMap((item, index) =>
      hidden.includes(item)
        ? []
        : [fault(input, [...path, 'read', index], `${item} is not hidden`, knownHint(item, HIDDEN, 20))],
    ),
  ];
}

function checkWorkdir(
  input: FleetInput,
  { draft, path }: PlacedAgent,
  roster: RosterDraft,
): readonly Problem[] {
  const workdir = workdirOf(draft as AgentDraft, roster.fleet ?? '');
  const why = writeFault(workdir);
  if (why === null) return [];
  return [fault(input, [...path, 'workdir'], `${workdir}: ${why}`, `name a folder inside it\n${WAY_OUT}`)];
}

function rootFault(input: FleetInput, { draft, path }: PlacedAgent): Problem {
  const hint = `reach ${draft.host} as another user\n${WAY_OUT}`;
  return fault(
    input,
    [...path, 'host'],
    `no sandbox holds root, and root is the user on ${draft.host}`,
    hint,
  );
}

function fault({ roster }: FleetInput, path: Path, message: string, hint: string): Problem {
  return { severity: 'error', message, hint, place: placeOf(roster.source, path) };
}
