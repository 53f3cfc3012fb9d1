import { type LabHost, run } from '../../src/lab/index.ts';
import { hostPaths } from '../../src/model/host-paths.ts';

/** The fleet's root as it is, on a file system without a free block. */
const FILL = `
  mkdir -p /run/full
  mount -t tmpfs -o "mode=700,uid=$(stat -c %u "$1"),size=$(($(du -sk "$1" | cut -f 1) + 64))k" full /run/full
  cp -a "$1/." /run/full
  dd if=/dev/zero of=/run/full/filler bs=4k 2>/run/full.err || :
  mount --bind /run/full "$1"`;

const FREE = 'umount -l "$1"; umount -l /run/full';

/** Fills the disk that the fleet lies on; gives what frees it. Nothing that is written meanwhile stays. */
export async function fillDisk(host: LabHost, fleet: string): Promise<() => Promise<void>> {
  const root = `/home/${host.user}/${hostPaths.root(fleet)}`;
  await run(host, ['sh', '-euc', FILL, 'sh', root]);
  return async () => void (await run(host, ['sh', '-euc', FREE, 'sh', root]));
}
