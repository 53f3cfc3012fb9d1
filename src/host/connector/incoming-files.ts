import { constants, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path/posix';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChatAdapter, ChatFile, ChatResult } from '../../model/chat.ts';
import type { MessageEvent } from './action.ts';
import { inFolder } from './folder-below.ts';
import type { ConnectorFolders } from './folders.ts';
import type { ArrivedFile } from './frame.ts';
import { nonceOf } from './nonce.ts';

/** Bytes of one file, and files of one message, that are fetched. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_FILES = 10;
const TRIES = 3;

/** Where an agent finds the files of a connector, below its own state folder. */
export function filesParts(connector: string): readonly string[] {
  return ['chat', connector, 'files'];
}

/** Fetches the files of a message to where its agent can read them. What cannot be fetched says why. */
export async function fetchFiles(
  { files, id }: MessageEvent,
  adapter: ChatAdapter,
  folders: ConnectorFolders,
  target: { readonly agent: string; readonly connector: string },
): Promise<readonly ArrivedFile[]> {
  const arrived: ArrivedFile[] = [];
  for (const [index, file] of files.entries()) {
    const { name, size } = file;
    if (index >= MOST_FILES) {
      arrived.push({ name, size, path: null, why: `only ${MOST_FILES} files of a message are fetched` });
      continue;
    }
    const stored = `${nonceOf(target.connector, id).slice(0, 8)}-${index}-${storedName(name)}`;
    arrived.push(await fetchFile(file, adapter, folders, { ...target, stored }));
  }
  return arrived;
}

interface Target {
  readonly agent: string;
  readonly connector: string;
  readonly stored: string;
}

async function fetchFile(
  file: ChatFile,
  adapter: ChatAdapter,
  folders: ConnectorFolders,
  { agent, connector, stored }: Target,
): Promise<ArrivedFile> {
  const { name, size } = file;
  const missed = (why: string): ArrivedFile => ({ name, size, path: null, why });
  if (size > MOST_BYTES) return missed(`it is larger than ${MOST_BYTES} bytes`);
  const incoming = join(folders.own, 'incoming');
  const path = join(incoming, stored);
  try {
    mkdirSync(incoming, { recursive: true, mode: 0o700 });
    rmSync(path, { force: true });
    const fetched = await download(file, adapter, path);
    if (!fetched.ok) return missed(fetched.why);
    const parts = filesParts(connector);
    inFolder(join(folders.agents, agent), parts, (folder) => {
      rmSync(join(folder, stored), { force: true });
      copyFileSync(path, join(folder, stored), constants.COPYFILE_EXCL);
    });
    return { name, size, path: join(folders.agents, agent, ...parts, stored), why: '' };
  } catch (error) {
    return missed(`it could not be stored: ${(error as NodeJS.ErrnoException).code ?? 'error'}`);
  } finally {
    rmSync(path, { force: true });
  }
}

// Whatever is the matter with a file, its message must not wait for long.
async function download(file: ChatFile, adapter: ChatAdapter, path: string): Promise<ChatResult<void>> {
  for (let left = TRIES - 1; ; left -= 1) {
    const fetched = await adapter.download(file, path, MOST_BYTES);
    if (fetched.ok || fetched.kind === 'never' || left === 0) return fetched;
    await delay(Math.min(fetched.afterMs, 2000));
  }
}

/** A name of a stranger's choice as one that means nothing to a shell, a path, or a reader. */
function storedName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = last.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^[.-]+/, '');
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(plain)?.[0] ?? '';
  return `${plain.slice(0, plain.length - ending.length).slice(0, 60)}${ending}` || 'file';
}
