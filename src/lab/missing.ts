import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unifiedMount } from './cgroup.ts';
import { executeOrThrow, searchPath } from './command.ts';

/** Package → the programs of it that the lab runs. */
const needed: Readonly<Record<string, readonly string[]>> = {
  debootstrap: ['debootstrap'],
  'systemd-container': ['systemd-nspawn'],
  iproute2: ['ip'],
  'openssh-client': ['ssh', 'ssh-keygen'],
  'util-linux': ['flock', 'nsenter', 'setpriv', 'unshare'],
};

/** What this machine lacks to run staging hosts, each in words with what to type. Empty: nothing. */
export async function missingForLab(): Promise<string[]> {
  const system = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const packages = await missingPackages();
  return [
    ...(process.getuid?.() === 0 ? [] : ['root: staging hosts need it; run the same command with sudo']),
    ...(isDebian(system)
      ? []
      : ['Debian: staging hosts are built with its tools; use a Debian or Ubuntu machine']),
    ...((await unifiedMount()) === null
      ? ['cgroups version 2: start this machine with systemd 247 or newer']
      : []),
    ...(packages.length === 0 ? [] : [`packages: apt-get install ${packages.join(' ')}`]),
  ];
}

/** Installs the packages that are missing; waits while another apt works. Needs root. */
export async function installLabPackages(): Promise<void> {
  const packages = await missingPackages();
  if (packages.length === 0) return;
  const apt = ['apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=600'];
  await executeOrThrow([...apt, 'update']);
  await executeOrThrow([...apt, 'install', '--no-install-recommends', ...packages]);
}

export function isDebian(osRelease: string): boolean {
  return /^(ID|ID_LIKE)=.*\bdebian\b/m.test(osRelease);
}

async function missingPackages(): Promise<readonly string[]> {
  const lacks = async ([name, programs]: [string, readonly string[]]) =>
    (await Promise.all(programs.map(isInstalled))).every(Boolean) ? [] : [name];
  return (await Promise.all(Object.entries(needed).map(lacks))).flat();
}

async function isInstalled(program: string): Promise<boolean> {
  const tries = searchPath.split(':').map((folder) => access(join(folder, program), constants.X_OK));
  return Promise.any(tries).then(
    () => true,
    () => false,
  );
}
