import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import { askConnector, newRequestId } from './ask-connector.ts';
import { carryFiles } from './carry-files.ts';
import type { ChatFolder } from './chat-folder.ts';
import { type ChatCall, chatRequest, filesOf, resultText } from './chat-request.ts';
import { type ChatTool, chatTools, instructionsText } from './chat-tools.ts';

export interface ChatServerOptions {
  /** The platform, which is the server's name too. */
  readonly kind: string;
  readonly version: string;
  /** One for each connector of that kind, the first for messages that name none; at least one. */
  readonly folders: readonly [ChatFolder, ...ChatFolder[]];
  /** Milliseconds that a call waits for its connector. */
  readonly waitMs: number;
}

/** The tools by which an agent speaks on one platform; not connected yet. */
export function chatServer({ kind, version, folders, waitMs }: ChatServerOptions): McpServer {
  const names = folders.map(({ connector }) => connector);
  const server = new McpServer({ name: kind, version }, { instructions: instructionsText(kind, names) });
  const which =
    folders.length === 1
      ? {}
      : { connector: z.enum(names).describe('the connector by which the message came') };
  for (const tool of Object.keys(chatTools) as ChatTool[]) {
    const { description, input } = chatTools[tool];
    const inputSchema: z.ZodRawShape = { ...which, ...input };
    server.registerTool(tool, { description, inputSchema }, async (args, { signal }) =>
      answer(await carryOut(tool, args as unknown as ChatCall, folders, waitMs, signal)),
    );
  }
  return server;
}

interface Answer {
  readonly text: string;
  readonly isError: boolean;
}

function answer({ text, isError }: Answer) {
  return { content: [{ type: 'text' as const, text }], isError };
}

async function carryOut(
  tool: ChatTool,
  call: ChatCall,
  folders: ChatServerOptions['folders'],
  waitMs: number,
  signal: AbortSignal,
): Promise<Answer> {
  const folder = folders.find(({ connector }) => connector === call.connector) ?? folders[0];
  const id = newRequestId();
  try {
    const carried = await carryFiles(folder, id, filesOf(tool, call));
    const result = await askConnector(folder, chatRequest(tool, id, call, carried.paths), waitMs, signal);
    // Of a request that is not done yet the connector still needs them.
    if (result.outcome !== 'queued') await carried.remove();
    return { text: resultText(result), isError: result.outcome === 'refused' };
  } catch (error) {
    return { text: `nothing was sent: ${(error as Error).message}`, isError: true };
  }
}
