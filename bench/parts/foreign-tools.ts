import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LabHost, rootFolder } from '../../src/lab/index.ts';
import { ansibleIdiomatic, ansibleTuned } from './ansible.ts';
import { attempt } from './attempt.ts';
import { rsyncSsh } from './by-ssh.ts';
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
async function giveForeignTools(hosts: readonly LabHost[]): Promise<void> {
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

/** Gives the hosts what the others need; answers with the names of the contenders that cannot run, after saying what they lack. */
export async function contendersWithout(hosts: readonly LabHost[]): Promise<ReadonlySet<string>> {
  const foreign = [rsyncSsh.name, ansibleTuned.name, ansibleIdiomatic.name];
  const given = await attempt('rsync and python for the hosts', async () => {
    const missing = ['rsync', 'ansible-playbook'].filter((program) => !existsSync(`/usr/bin/${program}`));
    if (missing.length > 0) throw new Error(`${missing.join(' and ')}: apt-get install -y ansible rsync`);
    await giveForeignTools(hosts);
    return true;
  });
  return new Set(given === null ? foreign : []);
}
