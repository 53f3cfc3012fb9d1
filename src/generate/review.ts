import type { HostBundle } from '../model/bundle.ts';
import type { Agent, Fleet } from '../model/fleet.ts';
import type { Host } from '../model/host.ts';
import { markdownTable, quoteMarkdown } from './quote-markdown.ts';
import { reviewHost } from './review-host.ts';
import { rightsTable } from './review-rights.ts';

/** `REVIEW.md`: what will run where, as whom, with which rights. Shows names of variables, never their values. */
export function review(fleet: Fleet, bundles: readonly HostBundle[]): string {
  const agents = Map.groupBy(fleet.agents, ({ host }) => host);
  const sections = bundles.map((bundle) => reviewHost(bundle, agents.get(bundle.host) ?? []));
  return `${[heading(fleet), hostTable(fleet.hosts, bundles), rights(fleet), ...sections].join('\n\n')}\n`;
}

function heading(fleet: Fleet): string {
  const lead = fleet.agents.find(({ orchestrator }) => orchestrator);
  const facts = [
    counted(fleet.hosts.length, 'host'),
    counted(fleet.agents.length, 'agent'),
    ...(lead === undefined ? [] : [leads(lead)]),
    ...(fleet.preset === null ? [] : [`preset ${quoteMarkdown(fleet.preset)}`]),
    `a heartbeat every ${fleet.heartbeat.every} s, stale after ${fleet.heartbeat.stale} s`,
  ];
  const note = 'Made by `mosaic fleet generate` from the roster and the inventory: edit those, not this.';
  return `# Fleet ${quoteMarkdown(fleet.name)}\n\n${facts.join(' · ')}\n\n${note}`;
}

function leads(agent: Agent): string {
  return `led by ${quoteMarkdown(agent.name)} on ${quoteMarkdown(agent.host)}`;
}

function hostTable(hosts: readonly Host[], bundles: readonly HostBundle[]): string {
  const releases = new Map(bundles.map(({ host, release }) => [host, release]));
  const rows = hosts.map((host) => [
    quoteMarkdown(host.name),
    ...reached(host),
    quoteMarkdown((releases.get(host.name) ?? '').slice(0, 7)),
  ]);
  return markdownTable(['host', 'reached by', 'runs as', 'host key', 'release'], rows);
}

function reached(host: Host): string[] {
  const user = host.user === null ? 'your own user name' : quoteMarkdown(host.user);
  if (host.connection === 'local') return ['this machine', 'you', '–'];
  const unpinned = host.connection === 'openssh' ? 'your known_hosts' : '**not pinned yet**';
  const key = host.hostKey === null ? unpinned : quoteMarkdown(host.hostKey.split(' ')[0] ?? '');
  const through = host.jump === null ? '' : ` through ${host.jump.name}`;
  return [quoteMarkdown(`${host.address} port ${host.port}${through}`), user, key];
}

function rights({ name: fleet, agents }: Fleet): string {
  return `## Rights

Agents run as user services of the account above: nothing needs root. Each has a sandbox unless this table says otherwise: it
writes only where the table says, its own \`/tmp\` and its own state, and reaches neither other agents, nor the account's keys,
sockets and units. Without one it can read and write whatever the account can. What an agent does without asking, its harness
decides by the word under permissions.

${rightsTable(agents)}

| where, below the account's home | what | who writes there |
|---|---|---|
| \`.local/share/mosaic/${fleet}\` | releases: scripts, environment, instructions | deploys only; files are read-only |
| \`.config/systemd/user/mosaic-${fleet}*\` | links into the release, and the boot unit | deploys only |
| \`.config/mosaic/${fleet}/credentials\` | values of secrets, of which this bundle knows the names alone | deploys only; private |
| \`.local/state/mosaic/${fleet}\` | heartbeats, logs, sessions, mail, chats | agents, their harnesses, the sidecar, the courier, connectors |
| the agents' workdirs, below | their work | agents |`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
