import type { Agent } from '../model/fleet.ts';
import { type Harness, NODE } from '../model/harness.ts';
import { harnessPath, objectPath } from '../model/host-paths.ts';
import { quoteSh } from '../model/quote-sh.ts';
import { runFolder } from '../model/unit-name.ts';
import type { BundleFile } from './bundle-file.ts';
import { fileVariable } from './file-variable.ts';
import type { RuntimeFiles, SharedFiles } from './shared-files.ts';

export interface AgentReads {
  readonly instructions: BundleFile;
  readonly variables: BundleFile;
  /** Its MCP servers; `null`: none. */
  readonly mcp: BundleFile | null;
  /** Those of its host. */
  readonly harnesses: readonly Harness[];
}

/** What `agent-run` sources for one agent: `MOSAIC_NAME='value'` lines, objects by their path below the fleet's root. */
export function envText(
  fleet: string,
  agent: Agent,
  own: AgentReads,
  brings: RuntimeFiles,
  shared: SharedFiles,
): string {
  const values: readonly (readonly [string, string])[] = [
    ['MOSAIC_FLEET', fleet],
    ['MOSAIC_HOST', agent.host],
    ['MOSAIC_AGENT', agent.name],
    ['MOSAIC_ROLE', agent.role],
    ['MOSAIC_RUNTIME', agent.runtime],
    ['MOSAIC_MODEL', agent.model ?? ''],
    ['MOSAIC_PERMISSIONS', agent.permissions ?? ''],
    ['MOSAIC_WORKDIR', agent.workdir],
    ['MOSAIC_RUN', runFolder(fleet, agent.name)],
    ['MOSAIC_SHUT', agent.sandbox.disabled === null ? '1' : ''],
    ['MOSAIC_START_WITHIN', String(brings.runtime.startWithin)],
    ['MOSAIC_TMUX_CONF', objectPath(shared.tmuxConf.sha256)],
    ['MOSAIC_RECORD', objectPath(shared.scripts['agent-record.sh'].sha256)],
    ['MOSAIC_END', objectPath(shared.scripts['agent-end.sh'].sha256)],
    ['MOSAIC_HOOK', objectPath(shared.scripts['hook.sh'].sha256)],
    ['MOSAIC_POKE', objectPath(shared.scripts['poke.sh'].sha256)],
    ['MOSAIC_INSTRUCTIONS', objectPath(own.instructions.sha256)],
    ['MOSAIC_MCP', own.mcp === null ? '' : objectPath(own.mcp.sha256)],
    ['MOSAIC_VARIABLES', objectPath(own.variables.sha256)],
    ['MOSAIC_SCREENS', objectPath(brings.screens.sha256)],
    ...harnessValues(agent, own.harnesses),
    ...brings.files.map((file) => [fileVariable(nameOf(file)), objectPath(file.sha256)] as const),
  ];
  return values.map(([name, value]) => `${name}=${quoteSh(value)}\n`).join('');
}

function harnessValues({ runtime }: Agent, harnesses: readonly Harness[]): [string, string][] {
  const own = harnesses.find(({ name }) => name === runtime);
  const node = own?.node === true ? harnesses.find(({ name }) => name === NODE) : undefined;
  return [
    ...(own === undefined
      ? []
      : [['MOSAIC_HARNESS', harnessPath(own.name, own.version)] as [string, string]]),
    ...(node === undefined ? [] : [['MOSAIC_NODE', harnessPath(NODE, node.version)] as [string, string]]),
  ];
}

function nameOf(file: BundleFile): string {
  return file.path.slice(file.path.lastIndexOf('/') + 1);
}
