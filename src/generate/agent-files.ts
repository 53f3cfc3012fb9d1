import type { Agent, Fleet } from '../model/fleet.ts';
import type { Harness } from '../model/harness.ts';
import { type BundleFile, objectFile } from './bundle-file.ts';
import { envText } from './env-text.ts';
import { mcpConfig } from './mcp-config.ts';
import type { RuntimeFiles, SharedFiles } from './shared-files.ts';
import { variablesText } from './variables-text.ts';

/** The files that only one agent has. */
export interface AgentFiles {
  readonly env: BundleFile;
  readonly variables: BundleFile;
  readonly instructions: BundleFile;
  /** Its MCP servers; `null`: none. */
  readonly mcp: BundleFile | null;
}

export function agentFiles(
  fleet: Fleet,
  agent: Agent,
  harnesses: readonly Harness[],
  brings: RuntimeFiles,
  shared: SharedFiles,
): AgentFiles {
  const folder = `agents/${agent.name}`;
  const instructions = objectFile(`${folder}/instructions.md`, agent.instructions);
  const variables = objectFile(`${folder}/variables.sh`, variablesText(agent));
  const mcp = mcpConfig(fleet, agent, shared);
  const env = envText(fleet.name, agent, { instructions, variables, mcp, harnesses }, brings, shared);
  return { env: objectFile(`${folder}/env.sh`, env), variables, instructions, mcp };
}
