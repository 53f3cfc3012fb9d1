import { createHash } from 'node:crypto';

/** The nonce of what is said for a key: the same after every restart, so that saying it again is seen to be the same. */
export function nonceOf(connector: string, key: string): string {
  return digest(`${connector}\n${key}`).slice(0, 24);
}

/** 32 hex digits: the same message of a platform is the same mail, however often it is told. */
export function mailIdOf(key: string): string {
  return digest(`mail\n${key}`).slice(0, 32);
}

/** What an agent names to answer a message. */
export function conversationIdOf(key: string): string {
  return digest(`conversation\n${key}`).slice(0, 12);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
