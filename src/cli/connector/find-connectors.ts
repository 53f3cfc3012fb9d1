import type { Connector } from '../../model/connector.ts';
import type { Fleet } from '../../model/fleet.ts';
import { knownHint } from '../../model/nearest.ts';
import { cliError, EXIT } from '../cli-error.ts';

const ADD = 'mosaic fleet connector add discord:server=…,channel=…';

/** The connectors of these names, all without names; a CliError for an unknown one, and where there is none at all. */
export function findConnectors({ connectors }: Fleet, names: readonly string[]): readonly Connector[] {
  if (connectors.length === 0)
    throw cliError({ message: 'the roster has no connector', next: ADD, exitCode: EXIT.usage });
  const known = connectors.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const lines = unknown.map((name) => `no connector is named "${name}"; ${knownHint(name, known)}`);
    throw cliError({
      message: lines.join('\n'),
      next: 'mosaic fleet connector list',
      exitCode: EXIT.usage,
    });
  }
  return names.length === 0 ? connectors : connectors.filter(({ name }) => names.includes(name));
}

/** The one connector of a name, or the only one. */
export function findConnector(fleet: Fleet, name: string | undefined): Connector {
  const [first, ...others] = findConnectors(fleet, name === undefined ? [] : [name]);
  if (first !== undefined && others.length === 0) return first;
  const names = fleet.connectors.map((connector) => connector.name).join(', ');
  throw cliError({ message: `which one? there are ${names}`, exitCode: EXIT.usage });
}
