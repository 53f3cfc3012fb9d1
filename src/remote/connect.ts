import type { Host } from '../model/host.ts';
import type { ConnectOptions } from './connect-options.ts';
import { openLocal } from './local.ts';
import type { Transport } from './transport.ts';

export type { ConnectOptions } from './connect-options.ts';

/** Opens the way to a host that the inventory names. Rejects with a RemoteError. */
export async function connect(host: Host, options: ConnectOptions = {}): Promise<Transport> {
  if (host.connection === 'local') return openLocal(host.name);
  if (host.connection === 'openssh') {
    const { connectOpenssh } = await import('./openssh-connect.ts');
    return connectOpenssh(host, options);
  }
  // ssh2 is slow to load, and many commands need no connection.
  const { connectSsh } = await import('./ssh-connect.ts');
  return connectSsh(host, options);
}
