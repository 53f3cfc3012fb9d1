import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { executeOrThrow } from './command.ts';
import { ensureImage, type Log } from './image.ts';
import { withLock } from './lock.ts';
import * as network from './network.ts';
import { type Owner, thisProcess } from './owner.ts';
import { boot } from './power.ts';
import type { Suite } from './recipe.ts';
import { type Lab, type LabHost, listLabs, readLab, registryLock, stateFolder, writeLab } from './record.ts';
import { makeRoot, removePackages } from './root.ts';
import { downLab, sweepLocked } from './sweep.ts';

export interface HostRequest {
  readonly name: string;
  readonly suite: Suite;
  readonly user: string;
  /** Whether the user may sudo without a password; yes when not given. */
  readonly sudo?: boolean;
  /** Packages of the image that this host shall not have. */
  readonly packagesAbsent?: readonly string[];
}

export interface LabRequest {
  readonly id: string;
  readonly hosts: readonly HostRequest[];
  /** Outlives this process, until `downLab`; otherwise the lab is swept once this process is gone. */
  readonly keep?: boolean;
  readonly log?: Log;
}

/**
 * Makes a lab and boots its hosts side by side; what crashed runs left is removed before.
 * On any failure nothing of it stays. Needs root and what `missingForLab` names.
 */
export async function createLab(request: LabRequest): Promise<Lab> {
  checkNames(request);
  const images = await imagesFor(request);
  const lab = await withLock(registryLock, async () => {
    await sweepLocked();
    return register(request);
  });
  try {
    await network.addBridge(lab.number);
    await Promise.all(lab.hosts.map((host, index) => makeHost(lab, host, images, request.hosts[index])));
    return lab;
  } catch (error) {
    await downLab(lab.id);
    throw error;
  }
}

async function makeHost(
  lab: Lab,
  host: LabHost,
  images: ReadonlyMap<Suite, string>,
  request: HostRequest | undefined,
): Promise<void> {
  const state = stateFolder(lab.id);
  await makeRoot(lab, host, images.get(host.suite) ?? '', {
    machineId: randomBytes(16).toString('hex'),
    hostKey: await readFile(join(state, `${host.name}.key`), 'utf8'),
    authorizedKey: (await readFile(`${host.identity}.pub`, 'utf8')).trim(),
  });
  await removePackages(host, request?.packagesAbsent ?? []);
  await boot(host);
}

async function imagesFor(request: LabRequest): Promise<ReadonlyMap<Suite, string>> {
  const wanted = [...new Set(request.hosts.map((host) => host.suite))];
  return new Map(
    await Promise.all(wanted.map(async (suite) => [suite, await ensureImage(suite, request.log)] as const)),
  );
}

/** Decides the lab's number and keys, and writes its record: from here on it can be found and removed. */
async function register(request: LabRequest): Promise<Lab> {
  if (await readLab(request.id)) {
    throw new Error(
      `a lab "${request.id}" is there already: \`mosaic lab list\` shows it, \`mosaic lab down\` removes it`,
    );
  }
  const state = stateFolder(request.id);
  await mkdir(state, { recursive: true });
  const identity = join(state, 'operator.key');
  const keys = [identity, ...request.hosts.map((host) => join(state, `${host.name}.key`))];
  const publicKeys = await Promise.all(keys.map((file) => makeKey(file)));
  const recorded = (await listLabs()).map((lab) => lab.number);
  const number = network.chooseNumber(new Set([...recorded, ...(await network.takenNumbers())]));
  const lab = describe(request, number, identity, publicKeys.slice(1), request.keep ? null : thisProcess());
  const known = lab.hosts.map((host) => `${host.address} ${host.hostKey}\n`).join('');
  await writeFile(join(state, 'known_hosts'), known);
  await writeLab(lab);
  return lab;
}

function describe(
  request: LabRequest,
  number: number,
  identity: string,
  hostKeys: readonly string[],
  owner: Owner | null,
): Lab {
  const bridge = network.bridgeName(number);
  const hosts = request.hosts.map((host, index) => ({
    name: host.name,
    address: network.hostAddress(number, index),
    port: 22,
    user: host.user,
    hostKey: hostKeys[index] ?? '',
    identity,
    suite: host.suite,
    sudo: host.sudo ?? true,
    lab: request.id,
    machine: network.machineName(number, index),
    bridge,
  }));
  return { id: request.id, number, bridge, owner, hosts };
}

/** Gives the public half as `ssh-ed25519 AAAA…`. */
async function makeKey(file: string): Promise<string> {
  await executeOrThrow(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file]);
  return (await readFile(`${file}.pub`, 'utf8')).trim().split(' ').slice(0, 2).join(' ');
}

/** They become folders, cgroups, file names and lines of passwd. */
function checkNames(request: LabRequest): void {
  const wrong = [request.id, ...request.hosts.flatMap((host) => [host.name, host.user])].filter(
    (name) => !/^[a-z][a-z0-9_-]{0,62}$/.test(name),
  );
  if (wrong.length > 0) {
    throw new Error(
      `not a name for a lab, a host or a user: ${wrong.join(', ')} (use a–z, 0–9, - and _, a letter first)`,
    );
  }
  const names = request.hosts.map((host) => host.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`two hosts of the lab are named "${twice}"`);
  if (names.length > network.hostLimit) throw new Error(`a lab has at most ${network.hostLimit} hosts`);
}
