import { appendFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

// An MCP server with a tool `reply`, which notes each call as a line of JSON in a file.   node reply-server.ts FILE
const [file = '/dev/null'] = process.argv.slice(2);
const server = new McpServer({ name: 'replies', version: '1.0.0' });
const inputSchema = { conversation: z.string(), text: z.string() };
server.registerTool('reply', { description: 'Replies.', inputSchema }, (call) => {
  appendFileSync(file, `${JSON.stringify(call)}\n`);
  return { content: [{ type: 'text', text: 'sent' }] };
});
await server.connect(new StdioServerTransport());
