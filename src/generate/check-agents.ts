import type { Agent, Fleet } from '../model/fleet.ts';
import { knownHint } from '../model/nearest.ts';
import type { Problem } from '../model/problem.ts';
import type { Runtime } from '../model/runtime.ts';
import { runFolder, unitName } from '../model/unit-name.ts';

/** What only shows when the fleet meets its runtimes and hosts. All of it at once. */
export function checkAgents(fleet: Fleet, runtimes: readonly Runtime[]): Problem[] {
  return [
    ...fleet.agents.flatMap((agent) => [
      ...checkRuntime(agent, runtimes),
      ...checkTexts(agent),
      ...checkPaths(agent),
      ...checkUnitName(fleet.name, agent),
    ]),
    ...sharedFolders(fleet),
  ];
}

function checkRuntime(agent: Agent, runtimes: readonly Runtime[]): Problem[] {
  const names = runtimes.map(({ name }) => name);
  if (!names.includes(agent.runtime)) {
    return [
      error(`agent ${agent.name}: unknown runtime "${agent.runtime}"`, knownHint(agent.runtime, names)),
    ];
  }
  return [];
}

function checkTexts(agent: Agent): Problem[] {
  const texts: readonly (readonly [string, string])[] = [
    ['workdir', agent.workdir],
    ['model', agent.model ?? ''],
    ['instructions', agent.instructions],
    ...Object.entries(agent.env).map(([name, value]) => [`variable ${name}`, value] as const),
  ];
  return texts
    .filter(([, text]) => text.includes('\0') || !text.isWellFormed())
    .map(([what]) =>
      error(`agent ${agent.name}: NUL or half a character in its ${what}`, 'no file or shell can hold that'),
    );
}

// No unit can name such a folder, and the sidecar's list has a line an agent.
function checkPaths({ name, workdir, sandbox }: Agent): Problem[] {
  const odd = [workdir, ...sandbox.write, ...sandbox.hide].filter(
    (path) =>
      /[\p{Cc}\p{Noncharacter_Code_Point}]/u.test(path) ||
      bytes(path) > 1000 ||
      path.split('/').some((step) => bytes(step) > 255),
  );
  const hint = 'no control characters or noncharacters, at most 1000 bytes, at most 255 in each name';
  return odd.map((path) =>
    error(`agent ${name}: no unit can hold the path ${JSON.stringify(path.slice(0, 60))}`, hint),
  );
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

function checkUnitName(fleet: string, agent: Agent): Problem[] {
  const length = bytes(unitName.agent(fleet, agent.name));
  if (length <= 255) return [];
  return [
    error(
      `agent ${agent.name}: the name of its unit has ${length} bytes, systemd allows 255`,
      'shorten its name',
    ),
  ];
}

// Folders have no names in them, only digests: a socket path over 108 bytes cannot be bound.
function sharedFolders(fleet: Fleet): Problem[] {
  const taken = new Map<string, string>();
  return fleet.agents.flatMap(({ name, host }) => {
    const key = `${host}/${runFolder(fleet.name, name)}`;
    const other = taken.get(key);
    taken.set(key, name);
    if (other === undefined) return [];
    return [error(`agents ${other} and ${name} on ${host} would share one run folder`, 'rename one of them')];
  });
}

function error(message: string, hint: string): Problem {
  return { severity: 'error', message, hint };
}
