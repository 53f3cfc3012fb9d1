import { createHash } from 'node:crypto';

/** The public key by which a host proves who it is. */
export interface HostKey {
  /** e.g. `ssh-ed25519` */
  readonly type: HostKeyType;
  /** The key's blob, base64. */
  readonly key: string;
  /** As OpenSSH shows it: `SHA256:` and unpadded base64. */
  readonly fingerprint: string;
}

/** The types that can be pinned, the preferred first. */
export const HOST_KEY_TYPES = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
] as const;

export type HostKeyType = (typeof HOST_KEY_TYPES)[number];

/** `SHA256:…` of a key's base64 blob, as `ssh-keygen -l` prints it. */
export function fingerprint(base64: string): string {
  const digest = createHash('sha256').update(Buffer.from(base64, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

/** Reads a pinned line `type base64` (a comment after it is ignored); `null` when it is not a public key of that type. */
export function parseHostKey(line: string): HostKey | null {
  const [type, key] = line.trim().split(/[ \t]+/);
  if (type === undefined || key === undefined) return null;
  const parsed = readHostKey(Buffer.from(key, 'base64'));
  return parsed !== null && parsed.type === type && parsed.key === key ? parsed : null;
}

/** Reads the blob that a host offers; `null` when it is not whole, or its type is none that can be pinned. */
export function readHostKey(blob: Uint8Array): HostKey | null {
  const bytes = Buffer.from(blob);
  const [name, ...numbers] = fieldsOf(bytes) ?? [];
  const type = HOST_KEY_TYPES.find((known) => known === name?.toString('latin1'));
  if (type === undefined || numbers.length === 0) return null;
  const key = bytes.toString('base64');
  return { type, key, fingerprint: fingerprint(key) };
}

/** The fields of a blob, each led by its length in 4 bytes; `null` when they do not fill it exactly. */
function fieldsOf(bytes: Buffer): Buffer[] | null {
  const fields: Buffer[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return at === bytes.length ? fields : null;
}
