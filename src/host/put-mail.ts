import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mail } from '../model/mail.ts';
import { writeDurably } from './write-durably.ts';

/** The folders of one agent's mail below a fleet's state. */
export function mailFolders(state: string, agent: string) {
  const folder = join(state, 'mail', agent);
  return {
    /** Where mails are written before they are there. */
    tmp: join(folder, 'tmp'),
    /** `<id>.json`: mails that were not typed yet. */
    new: join(folder, 'new'),
    /** `<id>.json`: mails that were typed, or will never be. */
    cur: join(folder, 'cur'),
    /** `<id>`: answers. */
    answers: join(folder, 'answers'),
  } as const;
}

/** The ledger of one agent's mail. */
export function ledgerPath(state: string, agent: string): string {
  return join(state, 'ledger', `${agent}.jsonl`);
}

/** Puts a mail before the courier. When it resolves, the mail is on the disk; when it rejects, there is none. The same mail may be put again. */
export async function putMail(state: string, mail: Mail): Promise<void> {
  const folders = mailFolders(state, mail.to);
  await mkdir(folders.tmp, { recursive: true, mode: 0o700 });
  await mkdir(folders.new, { recursive: true, mode: 0o700 });
  const fresh = join(folders.tmp, `${mail.id}.json`);
  await writeDurably(join(folders.new, `${mail.id}.json`), fresh, `${JSON.stringify(mail)}\n`);
}
