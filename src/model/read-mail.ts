import type { Mail, Sender } from './mail.ts';

/** A mail's id, and the name of its file without the ending. */
export const MAIL_ID = /^[0-9a-f]{32}$/;

export type ReadMail =
  | { readonly ok: true; readonly mail: Mail }
  | { readonly ok: false; readonly why: string };

/** Reads the text of `new/<id>.json`; `why` says what is wrong with it. */
export function readMail(id: string, to: string, text: string): ReadMail {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: 'it is not JSON' };
  }
  if (typeof value !== 'object' || value === null) return { ok: false, why: 'it is not an object' };
  const mail = value as Mail;
  const wrong = faultOf(mail, id, to);
  return wrong === null ? { ok: true, mail } : { ok: false, why: wrong };
}

function faultOf(mail: Mail, id: string, to: string): string | null {
  if (mail.version !== 1) return 'its version is not 1';
  if (mail.id !== id) return 'its id is not the name of its file';
  if (mail.to !== to) return 'it is for another agent than its folder';
  if (typeof mail.key !== 'string' || mail.key === '') return 'it has no key';
  if (!isSender(mail.from)) return 'it does not say who it is from';
  if (!Number.isFinite(mail.at)) return 'it does not say when it was written';
  if (mail.expires !== null && !Number.isFinite(mail.expires)) return 'its end is no time';
  if (!Number.isSafeInteger(mail.hops) || mail.hops < 0) return 'its hops are no number';
  if (mail.conversation !== null && typeof mail.conversation !== 'string')
    return 'its conversation is no text';
  if (typeof mail.text !== 'string' || !mail.text.isWellFormed()) return 'its text is no text';
  if (!mail.text.includes(id)) return 'its text does not hold its id, so nobody could tell that it arrived';
  return null;
}

function isSender(from: Sender | undefined): boolean {
  if (typeof from?.name !== 'string') return false;
  if (from.kind === 'chat') return typeof from.connector === 'string' && typeof from.user === 'string';
  return from.kind === 'operator' || from.kind === 'agent';
}
