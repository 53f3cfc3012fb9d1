import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listMounts } from './mounts.ts';
import { until } from './until.ts';

export type Named = { readonly lab: string; readonly name: string };

/** One cgroup a host in every hierarchy: otherwise all hosts share the root's and stop each other's units. */
export function cgroupName(host: Named): string {
  return `mosaic-lab.${host.lab}.${host.name}`;
}

/** Labs and hosts that have a cgroup, whether anybody knows them or not. */
export async function hostsWithCgroup(): Promise<readonly Named[]> {
  const mount = await unifiedMount();
  const names = mount === null ? [] : await readdir(mount);
  return names.flatMap((entry) => {
    const [, lab, name] = entry.match(/^mosaic-lab\.([^.]+)\.([^.]+)$/) ?? [];
    return lab === undefined || name === undefined ? [] : [{ lab, name }];
  });
}

/** Where the second version is mounted; it alone can freeze and kill a whole host at once. */
export async function unifiedMount(): Promise<string | null> {
  return (await listMounts()).find((mount) => mount.type === 'cgroup2')?.point ?? null;
}

async function unifiedFolder(host: Named): Promise<string> {
  const mount = await unifiedMount();
  if (mount === null) throw new Error('this machine has no cgroup2 mount, which staging hosts need');
  return join(mount, cgroupName(host));
}

/** Makes the host's cgroups; gives their folders. */
export async function makeCgroups(host: Named): Promise<readonly string[]> {
  const mounts = (await listMounts()).filter((mount) => mount.type === 'cgroup' || mount.type === 'cgroup2');
  const points = [...new Set(mounts.map((mount) => mount.point))];
  return Promise.all(
    points.map(async (point) => {
      const folder = join(point, cgroupName(host));
      await mkdir(folder, { recursive: true });
      await inheritCpuset(point, folder);
      return folder;
    }),
  );
}

/** In version 1, a new cpuset is empty and takes no process. */
async function inheritCpuset(parent: string, folder: string): Promise<void> {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    const value = await readOrNull(join(parent, file));
    if (value?.trim()) await writeFile(join(folder, file), value);
  }
}

export type Activity = 'running' | 'frozen' | 'off';

export async function readActivity(host: Named): Promise<Activity> {
  const events = await readOrNull(join(await unifiedFolder(host), 'cgroup.events'));
  if (events === null || events.includes('populated 0')) return 'off';
  return events.includes('frozen 1') ? 'frozen' : 'running';
}

export async function awaitActivity(host: Named, want: Activity, seconds: number): Promise<boolean> {
  return (await until(async () => ((await readActivity(host)) === want ? true : null), seconds)) ?? false;
}

/** The kernel kills every process of the host in one step; no pid is named, so none can be mistaken. */
export async function killAll(host: Named): Promise<void> {
  await writeIfThere(join(await unifiedFolder(host), 'cgroup.kill'), '1');
}

export async function setFrozen(host: Named, frozen: boolean): Promise<void> {
  await writeIfThere(join(await unifiedFolder(host), 'cgroup.freeze'), frozen ? '1' : '0');
}

/** Processes of the host, by their numbers outside. */
export async function processesOf(host: Named): Promise<readonly number[]> {
  const folders = await treeOf(await unifiedFolder(host));
  const lists = await Promise.all(folders.map((folder) => readOrNull(join(folder, 'cgroup.procs'))));
  return lists.flatMap((list) => (list ?? '').split('\n').filter(Boolean).map(Number));
}

/** Removes the host's cgroups everywhere; its processes must be gone. */
export async function removeCgroups(host: Named): Promise<void> {
  const mounts = (await listMounts()).filter((mount) => mount.type === 'cgroup' || mount.type === 'cgroup2');
  for (const point of new Set(mounts.map((mount) => mount.point)))
    await removeCgroup(join(point, cgroupName(host)));
}

async function removeCgroup(folder: string): Promise<void> {
  for (const inner of (await treeOf(folder)).toReversed()) {
    // Version 1 lets go of its last dead process a moment after version 2.
    const gone = await until(() => rmdir(inner).then(() => true, whenGone), 10);
    if (!gone) throw new Error(`cannot remove the cgroup ${inner}: it still has processes`);
  }
}

/** The folder and all below it, parents first. */
async function treeOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const inner = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => treeOf(join(folder, entry.name)));
  return [folder, ...(await Promise.all(inner)).flat()];
}

function whenGone(error: NodeJS.ErrnoException): true | null {
  if (error.code === 'ENOENT') return true;
  if (error.code === 'EBUSY') return null;
  throw error;
}

async function writeIfThere(file: string, text: string): Promise<void> {
  // Never by a flag that creates: a cgroup that is gone has nothing to kill.
  await writeFile(file, text, { flag: 'r+' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENODEV') throw error;
  });
}

async function readOrNull(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}
