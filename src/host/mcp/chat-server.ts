import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type * as z from 'zod';
import { type ChatRequestResult, NO_CONVERSATION } from '../../model/connector.ts';
import { askConnector, newRequestId } from './ask-connector.ts';
import { carryFiles } from './carry-files.ts';
import type { ChatFolder } from './chat-folder.ts';
import { type ChatCall, chatRequest, filesOf, resultText } from './chat-request.ts';
import { type ChatTool, chatTools, instructionsText } from './chat-tools.ts';

export interface ChatServerOptions {
  /** The platform, which is the server's name too. */
  readonly kind: string;
  readonly version: string;
  /** One for each connector of that kind; at least one. */
  readonly folders: readonly [ChatFolder, ...ChatFolder[]];
  /** Milliseconds that a call waits for its connector. */
  readonly waitMs: number;
}

/** The tools by which an agent speaks on one platform; not connected yet. */
export function chatServer({ kind, version, folders, waitMs }: ChatServerOptions): McpServer {
  const server = new McpServer({ name: kind, version }, { instructions: instructionsText(kind) });
  for (const tool of Object.keys(chatTools) as ChatTool[]) {
    const { description, input } = chatTools[tool];
    const inputSchema: z.ZodRawShape = input;
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

/** Only one connector knows a conversation: all are asked, and the others refuse. */
async function carryOut(
  tool: ChatTool,
  call: ChatCall,
  folders: ChatServerOptions['folders'],
  waitMs: number,
  signal: AbortSignal,
): Promise<Answer> {
  const done = new AbortController();
  const either = AbortSignal.any([signal, done.signal]);
  try {
    const asked = folders.map(async (folder) => {
      const result = await askOne(tool, call, folder, waitMs, either);
      if (isElsewhere(result)) throw new Error(NO_CONVERSATION);
      return result;
    });
    const result = await firstOf(asked);
    return { text: resultText(result), isError: result.outcome === 'refused' };
  } catch (error) {
    return { text: `nothing was sent: ${(error as Error).message}`, isError: true };
  } finally {
    done.abort();
  }
}

function isElsewhere(result: ChatRequestResult): boolean {
  return result.outcome === 'refused' && result.why === NO_CONVERSATION;
}

/** The first word that is one; when none is, why the first connector had none. */
async function firstOf(asked: readonly Promise<ChatRequestResult>[]): Promise<ChatRequestResult> {
  try {
    return await Promise.any(asked);
  } catch (error) {
    throw (error as AggregateError).errors[0];
  }
}

async function askOne(
  tool: ChatTool,
  call: ChatCall,
  folder: ChatFolder,
  waitMs: number,
  signal: AbortSignal,
): Promise<ChatRequestResult> {
  const id = newRequestId();
  const carried = await carryFiles(folder, id, filesOf(tool, call));
  const result = await askConnector(folder, chatRequest(tool, id, call, carried.paths), waitMs, signal);
  // Of a request that is not done yet the connector still needs them.
  if (result.outcome !== 'queued') await carried.remove();
  return result;
}
