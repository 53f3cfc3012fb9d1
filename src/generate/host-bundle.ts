import type { Artifact, HostBundle } from '../model/bundle.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import type { Agent, Fleet } from '../model/fleet.ts';
import type { Harness } from '../model/harness.ts';
import { hostPaths } from '../model/host-paths.ts';
import { neededHarnesses } from '../model/needed-harnesses.ts';
import { sha256 } from '../model/sha256.ts';
import { runFolder, unitName } from '../model/unit-name.ts';
import { agentFiles } from './agent-files.ts';
import { type BundleFile, fixedFile, objectFile, unitFile } from './bundle-file.ts';
import { connectorParts } from './connector-parts.ts';
import { hostPrograms } from './host-programs.ts';
import { type AgentParts, manifest } from './manifest.ts';
import { manifestHarness } from './manifest-harness.ts';
import { courierUnit } from './program-units.ts';
import type { SharedFiles } from './shared-files.ts';
import type { RenderUnit } from './unit-templates.ts';
import { agentUnit, beatUnit, bootUnitText, targetUnit } from './units.ts';

/** Everything that lies on one host. `agents` are its own, sorted by name, of runtimes that `shared` knows. */
export function hostBundle(
  fleet: Fleet,
  host: string,
  agents: readonly Agent[],
  shared: SharedFiles,
  render: RenderUnit,
): HostBundle {
  const runtimes = [...shared.runtimes.values()].map(({ runtime }) => runtime);
  const harnesses = neededHarnesses(fleet, host, runtimes);
  const parts = agents.map((agent) => agentParts(fleet, agent, harnesses, shared, render));
  const watched = objectFile('agents.tsv', watchedText(fleet.name, agents));
  const brought = hostPrograms(fleet, host, shared);
  const courier = courierUnit(fleet, brought, render);
  const connectors = connectorParts(fleet, host, brought, render);
  const units = [
    targetUnit(fleet, render),
    beatUnit(fleet, watched, shared, render),
    ...(courier === null ? [] : [courier]),
    ...connectors.map(({ unit }) => unit),
    ...parts.map(({ unit }) => unit),
  ].sort((a, b) => byCodeUnit(a.name, b.name));
  const files = [
    watched,
    ...ownFiles(parts),
    ...sharedBy(parts, shared),
    ...(brought?.files ?? []),
    ...connectors.map(({ config }) => config),
    ...units.map((unit) => unitFile(unit.name, unit.text)),
    ...fixedFiles(fleet.name, shared, render),
  ].sort((a, b) => byCodeUnit(a.path, b.path));
  const listed = manifest(fleet, host, files, units, {
    agents: parts,
    connectors,
    harnesses: harnesses.map((one) => manifestHarness(one, shared.lock)),
  });
  return { host, release: sha256(canonicalJson(listed)), manifest: listed, artifacts: files.map(artifact) };
}

function agentParts(
  fleet: Fleet,
  agent: Agent,
  harnesses: readonly Harness[],
  shared: SharedFiles,
  render: RenderUnit,
): AgentParts {
  const brings = shared.runtimes.get(agent.runtime);
  if (brings === undefined) throw new Error(`unchecked runtime ${agent.runtime}`);
  const own = agentFiles(fleet, agent, harnesses, brings, shared);
  return { agent, own, brings, unit: agentUnit(fleet, agent, own.env, shared, render) };
}

/** What the sidecar watches: `name TAB run folder TAB workdir` lines. */
function watchedText(fleet: string, agents: readonly Agent[]): string {
  return agents.map(({ name, workdir }) => `${name}\t${runFolder(fleet, name)}\t${workdir}\n`).join('');
}

function ownFiles(parts: readonly AgentParts[]): BundleFile[] {
  return parts.flatMap(({ own }) => [
    own.env,
    own.variables,
    own.instructions,
    ...(own.mcp === null ? [] : [own.mcp]),
  ]);
}

function sharedBy(parts: readonly AgentParts[], shared: SharedFiles): BundleFile[] {
  const { 'recover.sh': _, ...scripts } = shared.scripts;
  const runtimes = new Set(parts.map(({ brings }) => brings));
  return [
    ...Object.values(scripts),
    shared.tmuxConf,
    ...[...runtimes].flatMap(({ files, screens }) => [...files, screens]),
  ];
}

function fixedFiles(fleet: string, shared: SharedFiles, render: RenderUnit): BundleFile[] {
  const boot = unitName.boot(fleet);
  return [
    fixedFile('fixed/recover', shared.scripts['recover.sh'].content, hostPaths.recover(fleet)),
    fixedFile(`fixed/${boot}`, bootUnitText(fleet, render), `${hostPaths.units}/${boot}`),
  ];
}

function artifact({ path, mode, content }: BundleFile): Artifact {
  return { path, mode, content };
}
