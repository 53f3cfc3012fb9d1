import type { Host } from '../model/host.ts';
import type { HostKey } from '../model/host-key.ts';
import type { ConnectOptions } from './connect-options.ts';

export { fingerprint, type HostKey, parseHostKey } from '../model/host-key.ts';

/** Fetches the key that the host offers, without trusting it or logging in. Rejects with a RemoteError. */
export async function scanHostKey(host: Host, options: ConnectOptions = {}): Promise<HostKey> {
  if (host.connection === 'openssh') {
    const { offeredToOpenssh } = await import('./openssh-connect.ts');
    return offeredToOpenssh(host, options);
  }
  const { offeredKey } = await import('./ssh-connect.ts');
  return offeredKey(host, options);
}
