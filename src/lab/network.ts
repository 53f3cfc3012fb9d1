import { readdir } from 'node:fs/promises';
import { execute, executeOrThrow } from './command.ts';
import { labError } from './lab-error.ts';
import type { LabHost } from './record.ts';
import { until } from './until.ts';

/** Largest number of labs at a time, and of hosts in one. */
export const labLimit = 254;
export const hostLimit = 200;

/** 15 characters is the kernel's limit for interface names, and nspawn puts `vb-` before the machine's. */
export function bridgeName(number: number): string {
  return `mlab${number}`;
}

export function machineName(number: number, index: number): string {
  return `mlab${number}h${index}`;
}

export function hostAddress(number: number, index: number): string {
  return `10.213.${number}.${10 + index}`;
}

/** The host's end outside, a port of the lab's bridge. */
export function portName(host: Pick<LabHost, 'machine'>): string {
  return `vb-${host.machine}`;
}

/** Numbers whose bridge or addresses are taken on this machine, by a lab or by anything else. */
export async function takenNumbers(): Promise<ReadonlySet<number>> {
  const addresses = await executeOrThrow(['ip', '-4', '-o', 'addr', 'show']);
  const routes = await executeOrThrow(['ip', '-4', '-o', 'route', 'show', 'table', 'all']);
  const inUse = [...`${addresses}\n${routes}`.matchAll(/\b10\.213\.(\d+)\./g)].map((match) =>
    Number(match[1]),
  );
  return new Set([...inUse, ...(await bridgesThere()).map((bridge) => Number(bridge.slice('mlab'.length)))]);
}

export function chooseNumber(taken: ReadonlySet<number>): number {
  for (let number = 1; number <= labLimit; number += 1) if (!taken.has(number)) return number;
  throw labError(`all ${labLimit} networks for labs (10.213.0.0/16) are taken`, 'mosaic lab list');
}

export async function addBridge(number: number): Promise<void> {
  const bridge = bridgeName(number);
  await executeOrThrow(['ip', 'link', 'add', bridge, 'type', 'bridge']);
  await executeOrThrow(['ip', 'addr', 'add', `10.213.${number}.1/24`, 'dev', bridge]);
  await executeOrThrow(['ip', 'link', 'set', bridge, 'up']);
}

export async function removeBridge(bridge: string): Promise<void> {
  if ((await interfaces()).includes(bridge)) await executeOrThrow(['ip', 'link', 'del', bridge]);
}

/** Every lab's bridge, whether anybody knows the lab or not. */
export async function bridgesThere(): Promise<readonly string[]> {
  return (await interfaces()).filter((name) => /^mlab\d+$/.test(name));
}

/** After its last process, the kernel takes a host's interface away a moment later. */
export async function awaitPortGone(host: LabHost): Promise<void> {
  const port = portName(host);
  const gone = await until(async () => ((await interfaces()).includes(port) ? null : true), 5);
  if (!gone) await execute(['ip', 'link', 'del', port]);
}

export async function interfaces(): Promise<readonly string[]> {
  return readdir('/sys/class/net');
}
