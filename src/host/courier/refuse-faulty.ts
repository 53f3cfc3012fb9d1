import { entryOf } from '../../model/decide-mail.ts';
import type { DeskParts } from './desk.ts';
import { type MailBox, putAway } from './mail-box.ts';
import type { Papers } from './papers.ts';

/** What cannot be read as a mail is told in the ledger, where its sender looks. */
export async function refuseFaulty(
  desk: DeskParts,
  { ledger, folders }: Papers,
  box: MailBox,
  now: number,
): Promise<void> {
  for (const { id, why } of box.faulty) {
    const entry = entryOf({ id, key: id, conversation: null }, now, 'failed', why);
    if (!ledger.entries.has(id)) await ledger.append([entry]);
    desk.beforeWrite('away');
    await putAway(folders, id);
  }
}
