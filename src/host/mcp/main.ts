import { homedir } from 'node:os';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { type ChatFolder, chatFolder } from './chat-folder.ts';
import { chatServer } from './chat-server.ts';
import { sweep } from './sweep.ts';

/** Milliseconds within which a connector that runs answers; harnesses give a tool more. */
const WAIT_MS = 10_000;

/** `chat-mcp KIND FLEET AGENT CONNECTOR…`: serves MCP on stdin and stdout until stdin ends. */
async function main([kind, fleet, agent, ...connectors]: readonly string[]): Promise<void> {
  if (kind === undefined || fleet === undefined || agent === undefined || connectors.length === 0)
    throw new Error('usage: chat-mcp KIND FLEET AGENT CONNECTOR…');
  const folders: ChatFolder[] = [];
  for (const connector of connectors) folders.push(await chatFolder(homedir(), fleet, agent, connector));
  for (const folder of folders) await sweep(folder);
  const [first, ...others] = folders as [ChatFolder, ...ChatFolder[]];
  const server = chatServer({ kind, version: '1', folders: [first, ...others], waitMs: WAIT_MS });
  await server.connect(new StdioServerTransport());
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(`chat-mcp: ${error.message}`);
  process.exitCode = 1;
});
