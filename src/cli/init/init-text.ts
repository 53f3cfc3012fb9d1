import type { Fleet } from '../../model/fleet.ts';
import { shown } from '../shown-path.ts';
import type { Style } from '../style.ts';

export interface Initialised {
  readonly dir: string;
  readonly fleet: Fleet;
  readonly written: readonly string[];
  readonly changes: readonly string[];
  readonly kept: readonly string[];
}

/** What was written, the fleet at one look, and what to type next. */
export function initText({ dir, fleet, written, kept }: Initialised, style: Style): string {
  const files = written.map((path) => `wrote  ${shown(dir, path)}`);
  const lines = [
    ...(files.length === 0 ? ['nothing to do: the fleet directory is as it was asked for'] : files),
    ...kept.map((line) => `kept   ${line}`),
    '',
    ...fleetLines(fleet, style),
    '',
    ...nextLines(dir, fleet, style),
  ];
  return `${lines.join('\n')}\n`;
}

function fleetLines({ name, hosts, agents }: Fleet, style: Style): readonly string[] {
  const width = Math.max(...hosts.map((host) => host.name.length));
  return [
    `fleet ${style.bold(name)} · ${count(hosts.length, 'host')} · ${count(agents.length, 'agent')}`,
    ...hosts.map((host) => {
      const names = agents
        .filter((agent) => agent.host === host.name)
        .map((agent) => (agent.orchestrator ? `${agent.name} ★` : agent.name));
      return `  ${host.name.padEnd(width)}  ${names.join(', ')}`;
    }),
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function nextLines(dir: string, { hosts, connectors, secrets }: Fleet, style: Style): readonly string[] {
  const here = shown(dir);
  const mosaic = here === dir && process.cwd() === dir ? 'mosaic fleet' : `mosaic -C ${here} fleet`;
  const unknown = hosts.filter(({ connection, hostKey }) => connection === 'ssh' && hostKey === null);
  const steps = [
    ['edit', shown(dir, 'roster.yaml')],
    ...(unknown.length === 0
      ? []
      : [['trust', `${mosaic} host trust ${unknown.map(({ name }) => name).join(' ')}`]]),
    ...[...new Set(connectors.map(({ token }) => token))]
      .filter((token) => secrets[token]?.kind === 'age')
      .map((token) => ['secret', `${mosaic} secret set ${token}`]),
    ['install', `${mosaic} install`],
    ['deploy', `${mosaic} deploy`],
    ...connectors.map(({ name }) => ['test', `${mosaic} connector test ${name}`]),
  ];
  return steps.map(([label = '', command = '']) => `${label.padEnd(8)} ${style.cyan(command)}`);
}
