import { canonicalJson } from '../model/canonical-json.ts';
import type { Agent, Fleet } from '../model/fleet.ts';
import { hostPaths, objectPath } from '../model/host-paths.ts';
import { nodeVersion } from '../model/needed-harnesses.ts';
import { type BundleFile, objectFile } from './bundle-file.ts';
import type { SharedFiles } from './shared-files.ts';

// The home is known on the host alone, and every harness hands it on.
const START = 'node=$1 program=$2; shift 2; exec "$HOME/$node" "$HOME/$program" "$@"';

/**
 * The MCP servers of an agent, in the form that harnesses take: one for each platform by which people reach it, named after it. `null`:
 * nobody does.
 */
export function mcpConfig(fleet: Fleet, agent: Agent, shared: SharedFiles): BundleFile | null {
  const own = fleet.connectors.filter((connector) => connector.agent === agent.name);
  const program = shared.programs['chat-mcp'];
  if (own.length === 0) return null;
  if (program === undefined) throw new Error('the program chat-mcp was not loaded');
  const paths = [
    hostPaths.node(fleet.name, nodeVersion(fleet)),
    `${hostPaths.root(fleet.name)}/${objectPath(program.sha256)}`,
  ];
  const servers = [...Map.groupBy(own, ({ kind }) => kind)].map(([kind, connectors]) => {
    const names = connectors.map(({ name }) => name);
    const args = ['-c', START, 'chat-mcp', ...paths, kind, fleet.name, agent.name, ...names];
    // Claude Code hides tools behind a search unless it is told: an answer must not depend on one.
    return [kind, { type: 'stdio', command: '/bin/sh', args, alwaysLoad: true }] as const;
  });
  const text = canonicalJson({ mcpServers: Object.fromEntries(servers) });
  return objectFile(`agents/${agent.name}/mcp.json`, text);
}
