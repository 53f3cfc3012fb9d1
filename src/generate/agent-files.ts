import type { Agent } from '../model/fleet.ts';
import type { Harness } from '../model/harness.ts';
import { type BundleFile, objectFile } from './bundle-file.ts';
import { envText } from './env-text.ts';
import type { RuntimeFiles, SharedFiles } from './shared-files.ts';
import { variablesText } from './variables-text.ts';

/** The files that only one agent has. */
export interface AgentFiles {
  readonly env: BundleFile;
  readonly variables: BundleFile;
  readonly instructions: BundleFile;
}

export function agentFiles(
  fleet: string,
  agent: Agent,
  harnesses: readonly Harness[],
  brings: RuntimeFiles,
  shared: SharedFiles,
): AgentFiles {
  const folder = `agents/${agent.name}`;
  const instructions = objectFile(`${folder}/instructions.md`, agent.instructions);
  const variables = objectFile(`${folder}/variables.sh`, variablesText(agent));
  const env = envText(fleet, agent, { instructions, variables, harnesses }, brings, shared);
  return { env: objectFile(`${folder}/env.sh`, env), variables, instructions };
}
