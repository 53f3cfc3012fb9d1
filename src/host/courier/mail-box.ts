import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mail } from '../../model/mail.ts';
import { MAIL_ID, readMail } from '../../model/read-mail.ts';
import { mailFolders } from '../put-mail.ts';

/** Bytes of a mail's file at most. */
const MAX_BYTES = 1_000_000;

/** Milliseconds after which what is left in `tmp` is nobody's. */
const DAY_MS = 24 * 3600 * 1000;

export type Folders = ReturnType<typeof mailFolders>;

export interface MailBox {
  readonly mails: readonly Mail[];
  /** Files that are no mail: their id, and why. */
  readonly faulty: readonly { readonly id: string; readonly why: string }[];
}

/** Makes the folders of an agent's mail. */
export async function makeFolders(state: string, agent: string): Promise<Folders> {
  const folders = mailFolders(state, agent);
  for (const path of Object.values(folders)) await mkdir(path, { recursive: true, mode: 0o700 });
  return folders;
}

/** All that lies in `new`. Files of other names are not ours, and are left alone. */
export async function readBox(folders: Folders, agent: string): Promise<MailBox> {
  const names = await readdir(folders.new);
  const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
  const read = await Promise.all(
    ids.filter((id) => MAIL_ID.test(id)).map(async (id) => ({ id, ...(await readFrom(folders, agent, id)) })),
  );
  return {
    mails: read.flatMap((one) => (one.ok ? [one.mail] : [])),
    faulty: read.flatMap((one) => (one.ok ? [] : [{ id: one.id, why: one.why }])),
  };
}

/** One mail of `new`; `null`: it is not there, or is none. */
export async function readOne(folders: Folders, agent: string, id: string): Promise<Mail | null> {
  const read = await readFrom(folders, agent, id).catch(() => null);
  return read?.ok === true ? read.mail : null;
}

async function readFrom(folders: Folders, agent: string, id: string): Promise<ReturnType<typeof readMail>> {
  const path = join(folders.new, `${id}.json`);
  if ((await stat(path)).size > MAX_BYTES) return { ok: false, why: 'it is longer than 1,000,000 bytes' };
  return readMail(id, agent, await readFile(path, 'utf8'));
}

/** Takes a mail out of `new`: it is not typed any more. */
export async function putAway(folders: Folders, id: string): Promise<void> {
  await rename(join(folders.new, `${id}.json`), join(folders.cur, `${id}.json`)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    },
  );
}

/** Removes all that is left of mails that the ledger forgot, and what was begun in `tmp` and never finished. */
export async function forget(folders: Folders, ids: readonly string[], now: number): Promise<void> {
  for (const id of ids) {
    await rm(join(folders.cur, `${id}.json`), { force: true });
    await rm(join(folders.answers, id), { force: true });
  }
  for (const name of await readdir(folders.tmp)) {
    const path = join(folders.tmp, name);
    const found = await stat(path).catch(() => null);
    if (found !== null && now - found.mtimeMs > DAY_MS) await rm(path, { force: true });
  }
}
