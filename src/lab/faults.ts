import { awaitActivity, readActivity, setFrozen } from './cgroup.ts';
import { executeOrThrow } from './command.ts';
import { initOf } from './init.ts';
import { offError } from './lab-error.ts';
import { interfaces, portName } from './network.ts';
import type { LabHost } from './record.ts';

/** Stops every process of the host where it stands: its kernel accepts connections, nothing answers them. */
export async function freeze(host: LabHost): Promise<void> {
  await requireRunning(host);
  await setFrozen(host, true);
  if (!(await awaitActivity(host, 'frozen', 30))) throw new Error(`${host.name} did not freeze within 30 s`);
}

export async function thaw(host: LabHost): Promise<void> {
  await setFrozen(host, false);
  if ((await readActivity(host)) === 'off') throw offError(host.name);
  if (!(await awaitActivity(host, 'running', 30))) throw new Error(`${host.name} did not thaw within 30 s`);
}

/** Cuts the host off from everybody; with `peer`, only the two from each other. A boot heals it. */
export async function partition(host: LabHost, peer?: LabHost): Promise<void> {
  await requireRunning(host);
  if (!peer) return void (await executeOrThrow(['ip', 'link', 'set', portName(host), 'nomaster']));
  await requireRunning(peer);
  await Promise.all([leadNowhere(host, peer), leadNowhere(peer, host)]);
}

export async function heal(host: LabHost, peer?: LabHost): Promise<void> {
  await requireRunning(host);
  if (!peer) return void (await executeOrThrow(['ip', 'link', 'set', portName(host), 'master', host.bridge]));
  await requireRunning(peer);
  await Promise.all([forget(host, peer), forget(peer, host)]);
}

/** Whether the host's port is off its bridge. */
export async function isPartitioned(host: LabHost): Promise<boolean> {
  const port = portName(host);
  if (!(await interfaces()).includes(port)) return false;
  return !(await executeOrThrow(['ip', '-o', 'link', 'show', port])).includes(`master ${host.bridge}`);
}

/** A permanent neighbour entry that no interface has: packets leave and reach nobody. */
async function leadNowhere(from: LabHost, to: LabHost): Promise<void> {
  const entry = ['lladdr', '02:00:00:00:de:ad', 'nud', 'permanent'];
  await inNetworkOf(from, ['ip', 'neigh', 'replace', to.address, 'dev', 'host0', ...entry]);
}

async function forget(from: LabHost, to: LabHost): Promise<void> {
  await inNetworkOf(from, ['ip', 'neigh', 'flush', 'to', to.address, 'dev', 'host0', 'nud', 'permanent']);
}

async function inNetworkOf(host: LabHost, argv: readonly string[]): Promise<void> {
  await executeOrThrow(['nsenter', '--target', `${await initOf(host)}`, '--net', '--', ...argv]);
}

async function requireRunning(host: LabHost): Promise<void> {
  if ((await readActivity(host)) === 'off') throw offError(host.name);
}
