import { readdir } from 'node:fs/promises';
import { hostsWithCgroup } from '../../../src/lab/cgroup.ts';
import { type Lab, readLab } from '../../../src/lab/index.ts';
import { listMounts } from '../../../src/lab/mounts.ts';
import { interfaces, portName } from '../../../src/lab/network.ts';
import { processesNamed } from './processes.ts';

/** Everything that this machine still holds of a lab, by kind; all empty once it is down. */
export async function tracesOf(lab: Lab) {
  const names = [lab.bridge, ...lab.hosts.map(portName)];
  return {
    record: (await readLab(lab.id)) ? [lab.id] : [],
    processes: await processesNamed(`--directory=/var/lib/mosaic-lab/${lab.id}/`),
    cgroups: (await hostsWithCgroup()).filter((host) => host.lab === lab.id),
    interfaces: (await interfaces()).filter((name) => names.includes(name)),
    mounts: (await listMounts()).filter((mount) => mount.point.includes(`/${lab.id}/`)),
    folders: (await foldersOf()).filter((name) => name === lab.id),
  };
}

export const noTraces = { record: [], processes: [], cgroups: [], interfaces: [], mounts: [], folders: [] };

async function foldersOf(): Promise<readonly string[]> {
  return (
    await Promise.all(['/run/mosaic-lab', '/var/lib/mosaic-lab'].map((folder) => readdir(folder)))
  ).flat();
}
