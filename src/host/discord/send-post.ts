import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { REST } from '@discordjs/rest';
import { type APIMessage, Routes } from 'discord-api-types/v10';
import type { ChatAdapter, ChatPost, ChatResult } from '../../model/chat.ts';
import { channelOf } from './places.ts';
import { writePost } from './write-post.ts';

const MIB = 1024 * 1024;
/** What a server without boosts takes. */
export const LIMITS: ChatAdapter['limits'] = { text: 2000, fileBytes: 10 * MIB, filesPerPost: 10 };

/** Makes a result of what a call gives or throws. */
export type Attempt = <T>(call: () => Promise<T>) => Promise<ChatResult<T>>;

export async function sendPost(rest: REST, post: ChatPost, attempt: Attempt): Promise<ChatResult<string>> {
  const fault = await faultOfFiles(post.files);
  if (fault !== null) return { ok: false, kind: 'never', why: fault };
  return attempt(async () => {
    const body = writePost(post);
    const route = Routes.channelMessages(channelOf(post.place));
    const made =
      post.files.length === 0
        ? await rest.post(route, { body })
        : await rest.post(route, { body: await form(body, post.files), passThroughBody: true });
    return (made as APIMessage).id;
  });
}

async function faultOfFiles(files: ChatPost['files']): Promise<string | null> {
  if (files.length > LIMITS.filesPerPost) return `a message carries at most ${LIMITS.filesPerPost} files`;
  for (const { name, path } of files) {
    const size = await stat(path).then(
      (found) => (found.isFile() ? found.size : null),
      () => null,
    );
    if (size === null) return `there is no file ${name} (any more)`;
    if (size > LIMITS.fileBytes) return `${name} is larger than ${LIMITS.fileBytes / MIB} MiB`;
  }
  return null;
}

/** The files are read while they are sent, and read again when they must be sent again. */
async function form(body: unknown, files: ChatPost['files']): Promise<FormData> {
  const data = new FormData();
  data.set('payload_json', JSON.stringify(body));
  for (const [index, { name, path }] of files.entries()) {
    data.set(`files[${index}]`, await openAsBlob(path), name);
  }
  return data;
}
