import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ChatFile, ChatResult } from '../../model/chat.ts';
import { outcomeOf } from './outcome.ts';

const HOSTS = ['cdn.discordapp.com', 'media.discordapp.net'];
const WITHIN_MS = 5 * 60_000;

/** Whether a file may be fetched from there: from Discord's own file servers, or from the server that is used in its place. */
export function isAllowedUrl(url: string, api: string | null): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, origin, username } = new URL(url);
  if (username !== '') return false;
  if (protocol === 'https:' && HOSTS.includes(host)) return true;
  return api !== null && origin === new URL(api).origin;
}

/** Streams a file to a path; what is larger, or does not come whole, leaves nothing there. */
export async function downloadFile(
  file: ChatFile,
  path: string,
  maxBytes: number,
  api: string | null,
): Promise<ChatResult<void>> {
  if (!isAllowedUrl(file.url, api))
    return { ok: false, kind: 'never', why: 'its address is not one of Discord' };
  const tooLarge = { ok: false, kind: 'never', why: `it is larger than ${maxBytes} bytes` } as const;
  if (file.size > maxBytes) return tooLarge;
  try {
    // A redirect would lead past the check of the address.
    const response = await fetch(file.url, { redirect: 'error', signal: AbortSignal.timeout(WITHIN_MS) });
    if (!response.ok || response.body === null) return await refused(response);
    if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
      await response.body.cancel();
      return tooLarge;
    }
    const meter = atMost(maxBytes);
    await pipeline(
      Readable.fromWeb(response.body),
      meter,
      createWriteStream(path, { flags: 'wx', mode: 0o600 }),
    );
    return { ok: true, value: undefined };
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    // Somebody else's file of that name is left alone.
    if (code === 'EEXIST') return { ok: false, kind: 'never', why: `${path} is there already` };
    await rm(path, { force: true });
    return code === TOO_LARGE ? tooLarge : outcomeOf(error);
  }
}

async function refused(response: Response): Promise<ChatResult<never>> {
  await response.body?.cancel();
  if (response.status !== 403 && response.status !== 404) return outcomeOf({ status: response.status });
  return { ok: false, kind: 'never', why: 'Discord has it no longer, or its address has expired' };
}

const TOO_LARGE = 'FILE_TOO_LARGE';

function atMost(maxBytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      seen += chunk.length;
      if (seen > maxBytes) done(Object.assign(new Error('too large'), { code: TOO_LARGE }));
      else done(null, chunk);
    },
  });
}
