import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { integrityOf, type NpmPackage, npmArchive } from './npm-archive.ts';

/** A registry of npm on the loopback: packuments and archives, and what went wrong with them. */
export interface Registry {
  readonly url: string;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  publish(...packages: readonly NpmPackage[]): void;
  /** From now on gives other bytes of a package, and says that they are right. */
  replace(name: string, bytes: Buffer): void;
  close(): Promise<void>;
}

export async function openRegistry(): Promise<Registry> {
  const published = new Map<string, NpmPackage[]>();
  const replaced = new Map<string, Buffer>();
  const asked: string[] = [];
  const bytesOf = (one: NpmPackage) => replaced.get(one.name) ?? npmArchive(one);
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    asked.push(path);
    const archive = /^\/-\/(.+)-([0-9][^/]*)\.tgz$/.exec(path);
    const all = published.get(archive?.[1] ?? path.slice(1)) ?? [];
    const one = all.find(({ version }) => version === archive?.[2]);
    if (all.length === 0 || (archive !== null && one === undefined)) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
    } else if (one !== undefined) response.end(bytesOf(one));
    else response.setHeader('content-type', 'application/json').end(packument(all, url, bytesOf));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    publish: (...packages) => {
      for (const one of packages) published.set(one.name, [...(published.get(one.name) ?? []), one]);
    },
    replace: (name, bytes) => void replaced.set(name, bytes),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function packument(all: readonly NpmPackage[], url: string, bytesOf: (one: NpmPackage) => Buffer): string {
  const name = all[0]?.name ?? '';
  const versions = all.map(({ files: _, ...one }) => {
    const tarball = `${url}/-/${encodeURIComponent(one.name)}-${one.version}.tgz`;
    const dist = { tarball, integrity: integrityOf(bytesOf({ files: _, ...one })) };
    return [one.version, { ...one, dist }] as const;
  });
  const latest = all.at(-1)?.version ?? '';
  return JSON.stringify({ name, 'dist-tags': { latest }, versions: Object.fromEntries(versions) });
}
