import { join } from 'node:path';
import { inventoryText } from '../../generate/inventory-text.ts';
import { editYaml } from '../../model/edit-yaml.ts';
import type { Host } from '../../model/host.ts';
import { knownHint } from '../../model/nearest.ts';
import type { Problem } from '../../model/problem.ts';
import { formatProblem } from '../../model/problem-text.ts';
import { hostsOf, readInventory } from '../../model/read-inventory.ts';
import type { WrittenHost } from '../../model/written-inventory.ts';
import type { YamlChange } from '../../model/yaml-change.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { shown } from '../shown-path.ts';
import { readTextFile } from '../text-file.ts';
import { writeTextFile } from '../write-text-file.ts';

const FILE = 'inventory/hosts.yaml';

/** The inventory of a fleet directory as it is written: the real hosts, also while a lab stands. */
export interface InventoryFile {
  readonly path: string;
  /** `null` when there is no file yet. */
  readonly text: string | null;
  /** Sorted by name. */
  readonly hosts: readonly Host[];
}

/** Reads the inventory; a CliError that lists every problem when it is faulty. */
export async function loadInventory(dir: string): Promise<InventoryFile> {
  const path = join(dir, FILE);
  const file = readTextFile(path);
  if (file.kind === 'absent') return { path, text: null, hosts: [] };
  if (file.kind === 'faulty')
    throw cliError({ message: `cannot read ${shown(path)}: ${file.why}`, exitCode: EXIT.usage });
  const { draft, problems } = readInventory(shown(path), file.text);
  if (draft === null || problems.length > 0) throw faultyInventory(problems);
  return { path, text: file.text, hosts: hostsOf(draft) };
}

/** Adds or replaces what is said of a host, and keeps the rest of the file as it is. */
export async function saveHost(inventory: InventoryFile, name: string, host: WrittenHost): Promise<void> {
  if (inventory.text === null) return writeTextFile(inventory.path, inventoryText({ [name]: host }));
  await save(inventory, { kind: 'set', path: ['hosts', name], value: host });
}

export async function saveHostKey(inventory: InventoryFile, name: string, hostKey: string): Promise<void> {
  await save(inventory, { kind: 'set', path: ['hosts', name, 'hostKey'], value: hostKey });
}

export async function deleteHost(inventory: InventoryFile, name: string): Promise<void> {
  await save(inventory, { kind: 'remove', path: ['hosts', name] });
}

async function save(inventory: InventoryFile, change: YamlChange): Promise<void> {
  const edited = editYaml(shown(inventory.path), inventory.text ?? '', [change]);
  if (!edited.ok) throw faultyInventory(edited.problems);
  await writeTextFile(inventory.path, edited.value);
}

/** A host of the inventory, or a CliError that names the nearest one. */
export function findHost({ hosts }: InventoryFile, name: string): Host {
  const found = hosts.find((host) => host.name === name);
  if (found !== undefined) return found;
  const valid = knownHint(
    name,
    hosts.map((host) => host.name),
  );
  const next = { valid, add: `mosaic fleet host add ${name} USER@ADDRESS` };
  throw cliError({ message: `unknown host "${name}"`, next, exitCode: EXIT.usage });
}

function faultyInventory(problems: readonly Problem[]) {
  const text = problems.map((problem) => formatProblem(problem)).join('\n');
  return cliError({ message: `the inventory is faulty; nothing was changed\n${text}`, exitCode: EXIT.usage });
}
