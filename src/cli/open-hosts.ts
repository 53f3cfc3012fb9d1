import type { Host } from '../model/host.ts';
import { connect } from '../remote/connect.ts';
import { openJumps } from '../remote/ssh-way.ts';
import type { Transport } from '../remote/transport.ts';
import { askPassphrase } from './ask-passphrase.ts';
import { breathe } from './breathe.ts';

/** The connections of one command: one a host, made when it is first needed. */
export interface OpenHosts {
  /** Rejects with a RemoteError; the next call tries again. */
  open(host: Host): Promise<Transport>;
  /** Begins to connect to a host that is likely to be needed; asks nothing and tells nothing before somebody opens it. */
  begin(host: Host): void;
  /** The connection to a host, if it has begun. */
  begun(host: Host): Promise<Transport> | null;
  /** Forgets a connection that is of no use any more. */
  drop(host: Host): Promise<void>;
  close(): Promise<void>;
}

export function openHosts(): OpenHosts {
  const transports = new Map<string, Promise<Transport>>();
  const ended = new AbortController();
  const needed = Promise.withResolvers<boolean>();
  const ask = async (path: string, attempt: number) =>
    (await needed.promise) ? askPassphrase(path, attempt) : null;
  const options = { askPassphrase: ask, jumps: openJumps(), signal: ended.signal };
  const connected = (host: Host): Promise<Transport> => {
    const known = transports.get(host.name);
    if (known !== undefined) return known;
    const opening = connect(host, options);
    transports.set(host.name, opening);
    opening.catch(() => transports.delete(host.name));
    return opening;
  };
  const drop = async ({ name }: { readonly name: string }): Promise<void> => {
    const transport = transports.get(name);
    transports.delete(name);
    await transport?.then(
      (opened) => opened.close(),
      () => undefined,
    );
  };
  return {
    open: (host) => {
      needed.resolve(true);
      return connected(host);
    },
    begin: (host) => void connected(host),
    begun: ({ name }) => transports.get(name) ?? null,
    drop,
    close: async () => {
      needed.resolve(false);
      ended.abort();
      await Promise.all([...transports.keys()].map((name) => drop({ name })));
    },
  };
}

/** Gives `work` connections, and ends them however it ends. */
export async function withHosts<T>(work: (hosts: OpenHosts) => Promise<T>): Promise<T> {
  const hosts = openHosts();
  try {
    return await work(hosts);
  } finally {
    await hosts.close();
  }
}

/**
 * The same for a command that needs hosts of a fleet directory (all, without names): connecting begins first, and `work` loads
 * what it needs meanwhile.
 */
export function withFleetHosts<T>(
  dir: string,
  names: readonly string[],
  work: (hosts: OpenHosts) => Promise<T>,
): Promise<T> {
  return withHosts(async (hosts) => {
    const { beginConnecting } = await import('./begin-connecting.ts');
    await beginConnecting(dir, names, hosts);
    await breathe();
    return work(hosts);
  });
}
