import type { HostBundle, ManifestConnector, ManifestUnit } from '../model/bundle.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { Agent, Limits } from '../model/fleet.ts';
import { connectorOfUnit, unitName } from '../model/unit-name.ts';
import { markdownTable, quoteMarkdown } from './quote-markdown.ts';

/** One host's part of the review: its agents, what each is given, its units and files. */
export function reviewHost(bundle: HostBundle, agents: readonly Agent[]): string {
  return [
    `## Host ${quoteMarkdown(bundle.host)}`,
    agentTable(bundle, agents),
    givenTable(bundle, agents),
    ...connectorTable(bundle),
    unitTable(bundle),
    ...harnessLine(bundle),
    fileLine(bundle),
  ].join('\n\n');
}

function agentTable(bundle: HostBundle, agents: readonly Agent[]): string {
  const launches = new Map(bundle.manifest.agents.map(({ name, launch }) => [name, launch]));
  const rows = agents.map((agent) => [
    quoteMarkdown(agent.name) + (agent.orchestrator ? ' ★' : ''),
    quoteMarkdown(agent.role),
    quoteMarkdown(agent.runtime),
    agent.model === null ? 'its default' : quoteMarkdown(agent.model),
    quoteMarkdown(agent.workdir),
    limitsText(agent.limits),
    quoteMarkdown(launches.get(agent.name) ?? ''),
  ]);
  return markdownTable(['agent', 'role', 'runtime', 'model', 'workdir', 'limits', 'launch'], rows);
}

function givenTable(bundle: HostBundle, agents: readonly Agent[]): string {
  const rows = agents.map((agent) => {
    const secrets = Object.entries(agent.secrets).map(([name, secret]) => `${name}=secret:${secret}`);
    const names = [...Object.keys(agent.env), ...secrets].sort(byCodeUnit).map(quoteMarkdown);
    const path = `agents/${agent.name}/instructions.md`;
    const text = `[${size(agent.instructions)}](${bundle.host}/${path})`;
    return [quoteMarkdown(agent.name), text, names.length === 0 ? 'none' : names.join(' ')];
  });
  return markdownTable(['agent', 'instructions', 'variables (names only)'], rows);
}

/** Who can reach which agent by which chat; nothing where nobody can. */
function connectorTable({ manifest: { connectors } }: HostBundle): readonly string[] {
  if (connectors.length === 0) return [];
  const head = ['connector', 'reaches', 'listens in', 'may speak', 'may also approve and stop', 'token'];
  const rows = connectors.map((connector) => [
    quoteMarkdown(connector.name),
    quoteMarkdown(connector.agent),
    listensIn(connector),
    idsText(connector.allow),
    idsText(connector.owners),
    quoteMarkdown(`secret:${connector.secret}`),
  ]);
  return [markdownTable(head, rows)];
}

function listensIn({ kind, server, channel, mention, api }: ManifestConnector): string {
  const at = api === null ? '' : ` at ${quoteMarkdown(api)}`;
  const named = mention ? ', when named' : '';
  return `${kind} channel ${quoteMarkdown(channel)} of ${quoteMarkdown(server)}${at}${named}`;
}

function idsText(ids: readonly string[]): string {
  return ids.length === 0 ? 'nobody' : ids.map(quoteMarkdown).join(' ');
}

function unitTable({ manifest }: HostBundle): string {
  const units = manifest.units.map((unit) => [quoteMarkdown(unit.name), purpose(unit), restarts(unit)]);
  const boot = [
    quoteMarkdown(unitName.boot(manifest.fleet)),
    'after a boot: starts the fleet',
    'once a boot',
  ];
  return markdownTable(['unit', 'what', 'runs'], [...units, boot]);
}

function purpose({ name, kind, agent }: ManifestUnit): string {
  switch (kind) {
    case 'agent':
      return `agent ${quoteMarkdown(agent ?? '')}: a tmux server and its harness`;
    case 'beat':
      return 'the heartbeat sidecar';
    case 'courier':
      return 'the courier: types mail to agents that are at rest';
    case 'connector':
      return `connector ${quoteMarkdown(connectorOfUnit(name) ?? '')}: a link to a chat`;
    case 'target':
      return 'the whole fleet on this host';
  }
}

function restarts({ kind }: ManifestUnit): string {
  if (kind === 'target') return 'groups the others';
  return kind === 'agent' ? 'always; quarantined after six early ends' : 'always';
}

function harnessLine({ manifest }: HostBundle): string[] {
  if (manifest.harnesses.length === 0) return [];
  const names = manifest.harnesses.map(({ name, version }) => quoteMarkdown(`${name} ${version}`));
  return [`Installed beside other versions, as harness.lock says: ${names.join(', ')}`];
}

function fileLine({ manifest, artifacts, release }: HostBundle): string {
  const distinct = new Map(
    manifest.files.map((file, index) => [file.sha256, artifacts[index]?.content ?? '']),
  );
  const total = [...distinct.values()].reduce((sum, text) => sum + bytes(text), 0);
  return `${manifest.files.length} files, ${distinct.size} of them distinct, ${grouped(total)} bytes; release ${quoteMarkdown(release)}`;
}

function limitsText({ memory, cpu, tasks }: Limits): string {
  const parts = [
    ...(memory === null ? [] : [`${memoryText(memory)} memory`]),
    ...(cpu === null ? [] : [`${cpu} % of a core`]),
    ...(tasks === null ? [] : [`${tasks} tasks`]),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function memoryText(amount: number): string {
  const unit = [...'TGMK'].find((_, index) => amount % 1024 ** (4 - index) === 0);
  return unit === undefined ? String(amount) : `${amount / 1024 ** ('KMGT'.indexOf(unit) + 1)}${unit}`;
}

function size(text: string): string {
  return `${grouped(bytes(text))} bytes`;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
