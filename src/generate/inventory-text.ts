import { INVENTORY_VERSION, type WrittenHost } from '../model/written-inventory.ts';
import { blockPair } from '../model/yaml-render.ts';

/** The text of a new inventory/hosts.yaml. */
export function inventoryText(hosts: Readonly<Record<string, WrittenHost>>): string {
  const head = '# Hosts on which agents can run. `mosaic fleet host add`, `rm` and `trust` edit this file.\n';
  return `${head}${blockPair('apiVersion', INVENTORY_VERSION, 0)}\n${blockPair('hosts', hosts, 0)}`;
}
