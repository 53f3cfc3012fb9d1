import { join } from 'node:path';
import { hostsOf, readInventory } from '../model/read-inventory.ts';
import { readStaging } from '../model/read-staging.ts';
import type { OpenHosts } from './open-hosts.ts';
import { readTextFile } from './text-file.ts';

/**
 * Begins to connect to hosts of a fleet directory (all, without names), while the rest of it is not even read. What is wrong with
 * the directory or with a host is told when it is needed.
 */
export async function beginConnecting(
  dir: string,
  names: readonly string[],
  hosts: OpenHosts,
): Promise<void> {
  const known = hostsIn(dir).filter(({ name }) => names.length === 0 || names.includes(name));
  // The ssh program may ask on the terminal by itself.
  const silent = known.filter(({ connection }) => connection === 'ssh');
  // Takes longer than to read an inventory, and would keep connections waiting later.
  if (silent.length > 0) await import('../remote/ssh-connect.ts');
  for (const host of silent) hosts.begin(host);
}

function hostsIn(dir: string) {
  const staging = readTextFile(join(dir, '.mosaic/lab.yaml'));
  if (staging.kind === 'text') {
    const read = readStaging('lab.yaml', staging.text);
    return read.ok ? read.value.hosts : [];
  }
  const inventory = readTextFile(join(dir, 'inventory/hosts.yaml'));
  if (staging.kind !== 'absent' || inventory.kind !== 'text') return [];
  const { draft, problems } = readInventory('hosts.yaml', inventory.text);
  return problems.length > 0 || draft === null ? [] : hostsOf(draft);
}
