import type { HostKeyType } from '../model/host-key.ts';

/** The signature algorithms by which a host proves that it has a key of this type. */
export function signaturesOf(type: HostKeyType) {
  return type === 'ssh-rsa' ? (['rsa-sha2-512', 'rsa-sha2-256'] as const) : ([type] as const);
}
