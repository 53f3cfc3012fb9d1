import type { FetchedHarness, HarnessArchive } from './harness-store.ts';

/** What the installer on a host is told: a line for each archive that follows, then what is started. All are words without quotes. */
export function harnessList({ locked, archives }: FetchedHarness): string {
  const packages = locked.packages.map(({ path, integrity, executables }, index) => {
    const sum = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
    return ['package', path, archives[index]?.size ?? 0, sum, ...executables].join(' ');
  });
  return [...packages, `program ${locked.program}`, ''].join('\n');
}

/** The list, then the archives; `onSent` hears how many bytes have left. */
export async function* harnessStream(
  list: Uint8Array,
  archives: readonly HarnessArchive[],
  onSent: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let sent = 0;
  yield list;
  for (const archive of archives) {
    for await (const chunk of archive.read()) {
      yield chunk;
      sent += chunk.length;
      onSent(sent);
    }
  }
}

const MARGIN = 64 * 1024 * 1024;

/** Bytes that must be free on a host: all that is in the archives, the greatest of them beside it, and some to live on. */
export function spaceFor(archives: readonly HarnessArchive[]): number {
  const unpacked = archives.reduce((sum, one) => sum + one.unpacked, 0);
  return unpacked + Math.max(0, ...archives.map(({ size }) => size)) + MARGIN;
}

export function sizeOf(archives: readonly HarnessArchive[]): number {
  return archives.reduce((sum, { size }) => sum + size, 0);
}
