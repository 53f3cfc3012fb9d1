import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';

/**
 * `pairing.json`: a code that lets one person in for direct messages. `hash` is the hex sha256 of `SALT:CODE`, the code in capitals and without
 * hyphens and blanks; `expires` is in milliseconds since 1970; `tries` is how many more wrong codes it bears.
 */
export const pairingSchema = z.strictObject({
  version: z.literal(1),
  salt: z.string().min(1).max(200),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  expires: z.number().int(),
  tries: z.number().int().min(0).max(100),
});

export type Pairing = z.infer<typeof pairingSchema>;

/** `none`: nobody is awaited, or the text does not look like a code. */
export type PairingVerdict = 'right' | 'wrong' | 'late' | 'spent' | 'none';

export function hashPairingCode(salt: string, code: string): string {
  return createHash('sha256')
    .update(`${salt}:${plainCode(code)}`)
    .digest('hex');
}

export function checkPairingCode(pairing: Pairing | null, text: string, now: number): PairingVerdict {
  const code = plainCode(text);
  if (pairing === null || !/^[A-Z0-9]{6,40}$/.test(code)) return 'none';
  if (now > pairing.expires) return 'late';
  if (pairing.tries <= 0) return 'spent';
  const [want, have] = [pairing.hash, hashPairingCode(pairing.salt, code)].map((hash) => Buffer.from(hash));
  return want !== undefined && have !== undefined && timingSafeEqual(want, have) ? 'right' : 'wrong';
}

function plainCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '');
}
