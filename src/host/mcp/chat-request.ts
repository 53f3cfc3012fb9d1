import type { ChatRequest, ChatRequestResult } from '../../model/connector.ts';
import type { ChatTool } from './chat-tools.ts';

/** The arguments of a call, checked by the schemas of `chatTools`. */
export interface ChatCall {
  readonly conversation: string;
  readonly text?: string | undefined;
  readonly files?: readonly string[] | undefined;
  readonly message?: string | undefined;
  readonly emoji?: string | undefined;
  readonly path?: string | undefined;
  readonly caption?: string | undefined;
}

/** The files that a call wants to send, as they are written. */
export function filesOf(tool: ChatTool, { files = [], path }: ChatCall): readonly string[] {
  return tool === 'send_file' && path !== undefined ? [path] : files;
}

/** A call as its connector is asked. `files`: where the copies lie. */
export function chatRequest(
  tool: ChatTool,
  id: string,
  call: ChatCall,
  files: readonly string[],
): ChatRequest {
  const { conversation, text = '', message = '', emoji = '', caption = '' } = call;
  switch (tool) {
    case 'reply':
      return { id, tool, conversation, text, files };
    case 'send_file':
      return { id, tool: 'reply', conversation, text: caption, files };
    case 'react':
      return { id, tool, conversation, message, emoji };
    case 'edit':
      return { id, tool, conversation, message, text };
    case 'typing':
      return { id, tool, conversation };
  }
}

/** A result in words for the model. */
export function resultText(result: ChatRequestResult): string {
  switch (result.outcome) {
    case 'done': {
      const { messages } = result;
      if (messages.length === 0) return 'done';
      return messages.length === 1 ? `done: message ${messages[0]}` : `done: messages ${messages.join(', ')}`;
    }
    case 'queued':
      return `queued: ${result.why}. It is stored and goes out by itself; do not send it again.`;
    case 'refused':
      return `refused: ${result.why}`;
  }
}
