import { randomUUID } from 'node:crypto';
import { watch } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { ChatRequest, ChatRequestResult } from '../../model/connector.ts';
import type { ChatFolder } from './chat-folder.ts';

/** Some file systems tell nothing of changes: then this often is looked, in milliseconds. */
const POLL_MS = 250;

export const newRequestId = (): string => randomUUID().replaceAll('-', '');

/**
 * Hands a request to its connector and waits up to `waitMs` for the result. Without one it is `queued`, which is the truth: the request
 * lies on the disk, and is carried out when the connector comes to it. Rejects when it cannot be written.
 */
export async function askConnector(
  folder: ChatFolder,
  request: ChatRequest,
  waitMs: number,
  signal?: AbortSignal,
): Promise<ChatRequestResult> {
  await writeRequest(folder, request);
  const result = await awaitResult(folder, request.id, waitMs, signal);
  const why = 'the connector has not come to it yet';
  return result ?? { id: request.id, outcome: 'queued', why };
}

// Through the disk before it is named: a power cut leaves a whole request or none.
async function writeRequest({ requests }: ChatFolder, request: ChatRequest): Promise<void> {
  const fresh = join(requests, `.${request.id}`);
  const file = await open(fresh, 'wx', 0o600);
  try {
    await file.writeFile(JSON.stringify(request));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, join(requests, `${request.id}.json`));
}

async function awaitResult(
  { results }: ChatFolder,
  id: string,
  waitMs: number,
  signal: AbortSignal | undefined,
): Promise<ChatRequestResult | null> {
  const path = join(results, `${id}.json`);
  const ends = Date.now() + waitMs;
  const changes = watchFolder(results);
  try {
    for (;;) {
      const result = await readResult(path, id);
      if (result !== null) return result;
      if (signal?.aborted === true || Date.now() >= ends) return null;
      await changes.next(Math.min(POLL_MS, ends - Date.now()));
    }
  } finally {
    changes.close();
  }
}

async function readResult(path: string, id: string): Promise<ChatRequestResult | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  await rm(path, { force: true });
  const result = parseResult(text);
  if (result?.id === id) return result;
  return { id, outcome: 'queued', why: 'the connector took it, and its word about it cannot be read' };
}

const id = z.string();
const resultSchema = z.discriminatedUnion('outcome', [
  z.object({ id, outcome: z.literal('done'), messages: z.array(z.string()) }),
  z.object({ id, outcome: z.literal('queued'), why: z.string() }),
  z.object({ id, outcome: z.literal('refused'), why: z.string() }),
]);

function parseResult(text: string): ChatRequestResult | null {
  try {
    return resultSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Wakes at each change of a folder, or after a time. A change between two waits is not lost. */
function watchFolder(path: string) {
  let changed = false;
  let wake = () => {};
  const watcher = watch(path, () => {
    changed = true;
    wake();
  });
  watcher.on('error', () => {});
  return {
    next: (ms: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, changed ? 0 : ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        changed = false;
      }),
    close: () => watcher.close(),
  };
}
