import { writeFileSync } from 'node:fs';
import type { HostDoor } from '../../../src/host/connector/host-door.ts';
import type { ChatAdapter, ChatListener } from '../../../src/model/chat.ts';
import type { FromPlatform, ToPlatform } from './memory-platform.ts';

/** The adapter, and the host, of a process whose parent is both. */
export function memoryAdapter(): { readonly adapter: ChatAdapter; readonly door: HostDoor } {
  const waiting = new Map<number, (result: unknown) => void>();
  let calls = 0;
  let listener: ChatListener | null = null;
  process.on('message', (message: FromPlatform) => {
    if (message.kind === 'result') waiting.get(message.call)?.(message.result);
    else if (message.kind === 'event') listener?.event(message.event);
    else listener?.link(message.state);
  });
  const send = (message: ToPlatform) => process.send?.(message);
  // biome-ignore lint/suspicious/noExplicitAny: what comes back is of the type of the call
  const call = (name: string, ...args: readonly unknown[]): Promise<any> => {
    calls += 1;
    const mine = calls;
    return new Promise((resolve) => {
      waiting.set(mine, resolve);
      send({ kind: 'call', call: mine, name, args });
    });
  };
  const adapter: ChatAdapter = {
    kind: 'memory',
    limits: { text: 2000, fileBytes: 1_000_000, filesPerPost: 10 },
    open: async (to) => {
      listener = to;
      send({ kind: 'open' });
    },
    history: (...args) => call('history', ...args),
    post: (...args) => call('post', ...args),
    edit: (...args) => call('edit', ...args),
    react: (...args) => call('react', ...args),
    typing: (...args) => call('typing', ...args),
    answer: (...args) => call('answer', ...args),
    download: async (file, path, maxBytes) => {
      if (file.size > maxBytes) return { ok: false, kind: 'never', why: 'too large' };
      writeFileSync(path, `content of ${file.name}`);
      return { ok: true, value: undefined };
    },
    check: async () => [],
    close: async () => {},
  };
  const door: HostDoor = {
    look: () => call('look'),
    lifecycle: (...args) => call('lifecycle', ...args),
    decide: (...args) => call('decide', ...args),
    logs: (...args) => call('logs', ...args),
  };
  return { adapter, door };
}
