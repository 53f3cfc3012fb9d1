import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LabHost, rootFolder } from '../../src/lab/index.ts';
import { runChild } from './measure.ts';

const ON_HOSTS = [
  'python3-minimal',
  'python3.11-minimal',
  'libpython3.11-minimal',
  'libpython3.11-stdlib',
  'libpython3-stdlib',
  'python3',
  'python3.11',
  'libexpat1',
  'libffi8',
  'media-types',
  'rsync',
  'libpopt0',
  'libxxhash0',
];

/** Puts what rsync and Ansible need on hosts that have no way to fetch it. Ours and tar need nothing. */
export async function giveForeignTools(hosts: readonly LabHost[]): Promise<void> {
  const folder = join(tmpdir(), `mosaic-bench-${process.pid}`, 'debs');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const unpack =
    'cd "$1"; shift; apt-get -q download "$@" && for deb in *.deb; do dpkg -x "$deb" tree || exit; done';
  await runChild(['sh', '-c', unpack, 'unpack', folder, ...ON_HOSTS]);
  for (const host of hosts) {
    const copy = 'tar -C "$1/tree" -c . | tar -C "$2" --keep-directory-symlink -x';
    await runChild(['sh', '-c', copy, 'copy', folder, rootFolder(host)]);
  }
}
