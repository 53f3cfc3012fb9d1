import type { Host } from '../model/host.ts';
import { connect } from '../remote/connect.ts';
import { openJumps } from '../remote/ssh-way.ts';
import type { Transport } from '../remote/transport.ts';
import { askPassphrase } from './ask-passphrase.ts';

/** The connections of one command: one a host, made when it is first needed. */
export interface OpenHosts {
  /** Rejects with a RemoteError; the next call tries again. */
  open(host: Host): Promise<Transport>;
  /** Forgets a connection that is of no use any more. */
  drop(host: Host): Promise<void>;
  close(): Promise<void>;
}

export function openHosts(): OpenHosts {
  const transports = new Map<string, Promise<Transport>>();
  const jumps = openJumps();
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
      const known = transports.get(host.name);
      if (known !== undefined) return known;
      const opening = connect(host, { askPassphrase, jumps });
      transports.set(host.name, opening);
      opening.catch(() => transports.delete(host.name));
      return opening;
    },
    drop,
    close: async () => {
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
