import { join } from 'node:path';
import { withLock } from './lock.ts';
import { removeTree } from './mounts.ts';
import { removeBridge } from './network.ts';
import { isAlive } from './owner.ts';
import { kill } from './power.ts';
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
  const known = new Set(labs.map((lab) => lab.id));
  // A record is the first thing that a lab has and the last that goes: a folder without one is a leftover.
  for (const folder of [registryFolder, diskFolder]) {
    for (const name of await foldersIn(folder)) if (!known.has(name)) await removeTree(join(folder, name));
  }
  return abandoned;
}

function isAbandoned(lab: Lab): boolean {
  return lab.owner !== null && !isAlive(lab.owner);
}
