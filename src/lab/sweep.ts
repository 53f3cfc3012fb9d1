import { join } from 'node:path';
import { hostsWithCgroup, removeCgroups } from './cgroup.ts';
import { withLock } from './lock.ts';
import { removeTree } from './mounts.ts';
import { bridgesThere, removeBridge } from './network.ts';
import { isAlive } from './owner.ts';
import { kill, killProcesses } from './power.ts';
import {
  diskFolder,
  foldersIn,
  type Lab,
  listLabs,
  readLab,
  registryFolder,
  registryLock,
  stateFolder,
} from './record.ts';

/** Removes a lab wholly: processes, cgroups, ports, bridge, mounts, disks; its record last. No such lab: nothing. */
export async function downLab(id: string): Promise<void> {
  const lab = await readLab(id);
  if (lab === null) return;
  await Promise.all(lab.hosts.map(kill));
  await removeBridge(lab.bridge);
  await removeTree(join(diskFolder, id));
  await removeTree(stateFolder(id));
}

/** Removes what crashed runs left: labs whose owner is dead. Gives their ids. Kept labs and live owners' stay. */
export async function sweepLabs(): Promise<readonly string[]> {
  return withLock(registryLock, sweepLocked);
}

/** For the holder of the registry's lock. */
export async function sweepLocked(): Promise<readonly string[]> {
  const labs = await listLabs();
  const abandoned = labs.filter(isAbandoned).map((lab) => lab.id);
  for (const id of abandoned) await downLab(id);
  await removeUnknown(labs);
  return abandoned;
}

/** A record is the first thing that a lab has and the last that goes: what belongs to none is a leftover. */
async function removeUnknown(labs: readonly Lab[]): Promise<void> {
  const ids = new Set(labs.map((lab) => lab.id));
  for (const host of await hostsWithCgroup()) {
    if (ids.has(host.lab)) continue;
    await killProcesses(host);
    await removeCgroups(host);
  }
  const bridges = new Set(labs.map((lab) => lab.bridge));
  for (const bridge of await bridgesThere()) if (!bridges.has(bridge)) await removeBridge(bridge);
  for (const folder of [registryFolder, diskFolder]) {
    for (const name of await foldersIn(folder)) if (!ids.has(name)) await removeTree(join(folder, name));
  }
}

function isAbandoned(lab: Lab): boolean {
  return lab.owner !== null && !isAlive(lab.owner);
}
