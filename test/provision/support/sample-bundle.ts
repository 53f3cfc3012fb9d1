import type {
  HostBundle,
  Manifest,
  ManifestAgent,
  ManifestConnector,
  ManifestFile,
  ManifestUnit,
} from '../../../src/model/bundle.ts';
import { byCodeUnit } from '../../../src/model/by-code-unit.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { hostPaths } from '../../../src/model/host-paths.ts';
import { sha256 } from '../../../src/model/sha256.ts';
import { runFolder, unitName } from '../../../src/model/unit-name.ts';

/** What a sample agent is made of; a change of `memory` changes its unit, one of `role` only the manifest. */
export interface SampleAgent {
  readonly memory: number;
  readonly role: string;
  /** Names of secrets that it uses. */
  readonly secrets?: readonly string[];
}

export interface SampleConnector {
  /** Changes its unit. */
  readonly channel: string;
  readonly secret: string;
  /** Changes nothing but the manifest. */
  readonly allow?: readonly string[];
}

export interface Sample {
  readonly agents: Readonly<Record<string, SampleAgent>>;
  readonly connectors?: Readonly<Record<string, SampleConnector>>;
  /** Versions of shared parts. */
  readonly script: string;
  readonly boot: string;
  readonly recover: string;
}

type SampleFile = ManifestFile & { readonly content: string };

export const FLEET = 'f';

export function sampleBundle(sample: Sample): HostBundle {
  const names = Object.keys(sample.agents).sort(byCodeUnit);
  const script = file(`sh/run-${sample.script}.sh`, `#!/bin/sh\n# ${sample.script}\n`, 'object', null);
  const agents = names.map((name) => sampleAgent(name, sample.agents[name] as SampleAgent, script.sha256));
  const connectors = Object.entries(sample.connectors ?? {})
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([name, connector]) => sampleConnector(name, connector));
  const beatText = `beat of ${names.join(' ')} by ${script.sha256}`;
  const beat = {
    name: unitName.beat(FLEET),
    kind: 'beat' as const,
    agent: null,
    launch: sha256(beatText).slice(0, 16),
  };
  const target = { name: unitName.target(FLEET), kind: 'target' as const, agent: null, launch: null };
  const units = [...agents.map(unitOf), ...connectors.map(connectorUnitOf), beat, target].sort((a, b) =>
    byCodeUnit(a.name, b.name),
  );
  const texts = new Map([
    [beat.name, beatText],
    [target.name, 'target'],
    ...agents.map((agent) => [agent.unit, unitText(agent, script.sha256)] as const),
    ...connectors.map((connector) => [connector.unit, connectorText(connector)] as const),
  ]);
  const boot = unitName.boot(FLEET);
  const files = [
    script,
    ...units.map(({ name }) => file(`systemd/${name}`, texts.get(name) ?? '', 'unit', null)),
    file('fixed/recover', `#!/bin/sh\n# ${sample.recover}\n`, 'fixed', hostPaths.recover(FLEET)),
    file(`fixed/${boot}`, `boot ${sample.boot}`, 'fixed', `${hostPaths.units}/${boot}`),
  ].sort((a, b) => byCodeUnit(a.path, b.path));
  const manifest: Manifest = {
    version: 1,
    fleet: FLEET,
    host: 'h',
    heartbeat: { every: 15, stale: 60 },
    files: files.map(({ content: _, ...rest }) => rest),
    units,
    agents,
    connectors,
    harnesses: [],
  };
  const artifacts = files.map(({ path, mode, content }) => ({ path, mode, content }));
  return { host: 'h', release: sha256(canonicalJson(manifest)), manifest, artifacts };
}

function file(
  path: string,
  content: string,
  place: ManifestFile['place'],
  target: string | null,
): SampleFile {
  return {
    path,
    content,
    sha256: sha256(content),
    mode: content.startsWith('#!') ? 0o555 : 0o444,
    place,
    target,
  };
}

function sampleAgent(
  name: string,
  { memory, role, secrets = [] }: SampleAgent,
  script: string,
): ManifestAgent {
  const agent = {
    name,
    role,
    orchestrator: false,
    runtime: 'echo',
    model: null,
    permissions: null,
    workdir: `~/work/${name}`,
    limits: { memory, cpu: null, tasks: null },
    sandbox: { disabled: 'simulated', write: [], hide: [] },
    env: {},
    secrets: Object.fromEntries(secrets.map((secret) => [secret.toUpperCase(), secret])),
    instructions: sha256(role),
    environment: `objects/${script}`,
    unit: unitName.agent(FLEET, name),
    socket: `${runFolder(FLEET, name)}/tmux`,
    launch: '',
    screens: `objects/${script}`,
    nativeBeat: false,
    startWithin: 30,
  };
  return { ...agent, launch: sha256(unitText(agent, script)).slice(0, 16) };
}

function unitText(
  { name, limits, secrets }: Pick<ManifestAgent, 'name' | 'limits' | 'secrets'>,
  script: string,
): string {
  return `agent ${name} ${limits.memory} ${script} ${Object.values(secrets).join(' ')}`;
}

function sampleConnector(name: string, { channel, secret, allow = [] }: SampleConnector): ManifestConnector {
  const connector = {
    name,
    kind: 'discord' as const,
    agent: 'a',
    server: '1',
    channel,
    allow,
    owners: [],
    mention: false,
    secret,
    api: null,
    unit: unitName.connector(FLEET, name),
    launch: '',
  };
  return { ...connector, launch: sha256(connectorText(connector)).slice(0, 16) };
}

function connectorText({
  name,
  channel,
  secret,
}: Pick<ManifestConnector, 'name' | 'channel' | 'secret'>): string {
  return `connector ${name} ${channel} ${secret}`;
}

function connectorUnitOf({ unit, launch }: ManifestConnector): ManifestUnit {
  return { name: unit, kind: 'connector', agent: null, launch };
}

function unitOf({ name, unit, launch }: ManifestAgent): ManifestUnit {
  return { name: unit, kind: 'agent', agent: name, launch };
}
