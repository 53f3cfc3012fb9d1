import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { executeOrThrow } from './command.ts';
import { labError } from './lab-error.ts';
import { bridgeName, chooseNumber, hostAddress, machineName, takenNumbers } from './network.ts';
import { thisProcess } from './owner.ts';
import { type Lab, listLabs, readLab, stateFolder, writeLab } from './record.ts';
import type { LabRequest } from './request.ts';

/**
 * Decides a lab's number and keys and writes its record, owned by this process: from here on anybody can find and
 * remove it. For the holder of the registry's lock.
 */
export async function register(request: LabRequest): Promise<Lab> {
  if (await readLab(request.id)) {
    throw labError(`the lab ${request.id} is up already`, `mosaic lab down ${request.id}`);
  }
  const state = stateFolder(request.id);
  await mkdir(state, { recursive: true });
  const identity = join(state, 'operator.key');
  await makeKey(identity);
  const hostKeys = await Promise.all(request.hosts.map((host) => makeKey(join(state, `${host.name}.key`))));
  const recorded = (await listLabs()).map((lab) => lab.number);
  const number = chooseNumber(new Set([...recorded, ...(await takenNumbers())]));
  const lab = describe(request, number, identity, hostKeys);
  const known = lab.hosts.map((host) => `${host.address} ${host.hostKey}\n`).join('');
  await writeFile(join(state, 'known_hosts'), known);
  await writeLab(lab);
  return lab;
}

function describe(request: LabRequest, number: number, identity: string, hostKeys: readonly string[]): Lab {
  const bridge = bridgeName(number);
  const hosts = request.hosts.map((host, index) => ({
    name: host.name,
    address: hostAddress(number, index),
    port: 22,
    user: host.user,
    hostKey: hostKeys[index] ?? '',
    identity,
    suite: host.suite,
    sudo: host.sudo ?? true,
    lab: request.id,
    machine: machineName(number, index),
    bridge,
  }));
  return { id: request.id, number, bridge, owner: thisProcess(), hosts };
}

/** Gives the public half as `ssh-ed25519 AAAA…`. */
async function makeKey(file: string): Promise<string> {
  await executeOrThrow(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file]);
  return (await readFile(`${file}.pub`, 'utf8')).trim().split(' ').slice(0, 2).join(' ');
}
