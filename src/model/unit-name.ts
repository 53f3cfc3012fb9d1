import { createHash } from 'node:crypto';

/** Units of one fleet. A fleet's name never holds the words `agent` and `connector`, so no name below can be read in two ways. */
export const unitName = {
  target: (fleet: string): string => `mosaic-${fleet}.target`,
  wants: (fleet: string): string => `mosaic-${fleet}.target.wants`,
  beat: (fleet: string): string => `mosaic-${fleet}-beat.service`,
  boot: (fleet: string): string => `mosaic-${fleet}-boot.service`,
  courier: (fleet: string): string => `mosaic-${fleet}-courier.service`,
  revert: (fleet: string): string => `mosaic-${fleet}-revert`,
  agent: (fleet: string, agent: string): string => `mosaic-${fleet}-agent-${agent}.service`,
  connector: (fleet: string, connector: string): string => `mosaic-${fleet}-connector-${connector}.service`,
};

/** Whether an entry of the user's unit folder has a name of this fleet, whoever made it. */
export function isUnitOf(fleet: string, entry: string): boolean {
  const start = `mosaic-${fleet}`;
  if (!entry.startsWith(start)) return false;
  return /^(\.target(\.wants)?|-(beat|boot|courier)\.service|-(agent|connector)-[^/]+\.service)$/.test(
    entry.slice(start.length),
  );
}

/** The agent whose unit it is, of whatever fleet; `null` for any other unit. */
export function agentOfUnit(unit: string): string | null {
  const [word, name] = runnerOf(unit);
  return word === 'agent' ? name : null;
}

/** The connector whose unit it is, of whatever fleet; `null` for any other unit. */
export function connectorOfUnit(unit: string): string | null {
  const [word, name] = runnerOf(unit);
  return word === 'connector' ? name : null;
}

// The first of the two words decides: none of them is in a fleet's name, and any of them may be in what follows.
function runnerOf(unit: string): readonly [string, string] {
  const [, word = '', name = ''] = /^mosaic-.+?-(agent|connector)-(.+)\.service$/.exec(unit) ?? [];
  return [word, name];
}

function short(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 8);
}

/** Folder of a fleet's sockets, relative to `$XDG_RUNTIME_DIR`. No names: a socket path over 108 bytes cannot be bound. */
export function socketFolder(fleet: string): string {
  return `mosaic/${short(fleet)}`;
}

/** An agent's own folder for its socket and its run record, relative to `$XDG_RUNTIME_DIR`. */
export function runFolder(fleet: string, agent: string): string {
  return `${socketFolder(fleet)}/${short(agent)}`;
}
