import { Command } from '@commander-js/extra-typings';
import type {
  HostAddDocument,
  HostListDocument,
  HostRmDocument,
  HostTrustDocument,
} from '../../model/contract-inventory.ts';
import { cliError, EXIT, isCliError } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { agentsByHost } from '../host/agents-by-host.ts';
import { hostColumns, hostRow, viewHost } from '../host/host-list.ts';
import { deleteHost, findHost, loadInventory, saveHost } from '../host/inventory-file.ts';
import { type Trust, trustHost } from '../host/trust.ts';
import { parseTarget, requireName } from '../host-flag.ts';
import { readShared, type SharedOptions } from '../options.ts';
import { say } from '../say.ts';
import { shown } from '../shown-path.ts';
import { renderTable } from '../table.ts';

/** `mosaic fleet host add|rm|list|trust` */
export function hostCommand() {
  const command = new Command('host').description(
    'Change the inventory: which hosts there are, and their keys.',
  );
  for (const child of [addCommand(), removeCommand(), listCommand(), trustCommand()])
    command.addCommand(child);
  return addExample(command, 'mosaic fleet host add box me@10.0.0.7', 'mosaic fleet host list');
}

function addCommand() {
  const command = new Command('add')
    .summary('add a host, and pin its key')
    .description('Add a host to the inventory, show the key that it offers, and pin it.')
    .argument('<name>', 'its name in the roster')
    .argument('<target>', 'USER@ADDRESS[:PORT], or local')
    .option('--identity <file>', 'a private key file of yours, absolute or beginning with ~/')
    .option('--yes', 'trust the key without a question')
    .action((name, target, options, self) => add(name, target, options, readShared(self)));
  return addExample(command, 'mosaic fleet host add box me@10.0.0.7:2222');
}

interface AddOptions {
  readonly identity?: string | undefined;
  readonly yes?: true | undefined;
}

async function add(name: string, target: string, options: AddOptions, shared: SharedOptions): Promise<void> {
  requireName(name, 'host add');
  const { identity } = options;
  const written = { ...parseTarget(target, 'host add'), ...(identity === undefined ? {} : { identity }) };
  const inventory = await loadInventory(shared.dir);
  if (inventory.hosts.some((host) => host.name === name)) {
    const next = { edit: shown(inventory.path), again: `mosaic fleet host rm ${name}` };
    throw cliError({
      message: `${name} is in the inventory already; nothing was changed`,
      next,
      exitCode: EXIT.usage,
    });
  }
  await saveHost(inventory, name, written);
  if (!shared.json) process.stdout.write(`added  ${name} to ${shown(inventory.path)}\n`);
  const trust = await trustNew(shared.dir, name, options.yes === true);
  say<HostAddDocument>(shared, { version: 1, host: name, trust }, TOLD[trust](name));
}

async function trustNew(dir: string, name: string, yes: boolean): Promise<Trust> {
  try {
    const inventory = await loadInventory(dir);
    return await trustHost(inventory, findHost(inventory, name), yes);
  } catch (error) {
    if (!isCliError(error)) throw error;
    const message = `${name} was added, but its key is not pinned: ${error.message}`;
    throw cliError({ message, next: `mosaic fleet host trust ${name}`, exitCode: error.exitCode }, error);
  }
}

function removeCommand() {
  const command = new Command('rm')
    .summary('remove a host')
    .description('Remove a host from the inventory. What runs on it is not touched.')
    .argument('<name>', 'a host')
    .action(async (name, _, self) => {
      const shared = readShared(self);
      const inventory = await loadInventory(shared.dir);
      findHost(inventory, name);
      const agents = (await agentsByHost(shared.dir)).get(name) ?? [];
      if (agents.length > 0) {
        const message = `${name} carries ${agents.join(', ')} in the roster; nothing was changed`;
        throw cliError({ message, next: { edit: shown(shared.dir, 'roster.yaml') }, exitCode: EXIT.usage });
      }
      await deleteHost(inventory, name);
      say<HostRmDocument>(shared, { version: 1, host: name, removed: true }, `removed  ${name}\n`);
    });
  return addExample(command, 'mosaic fleet host rm box');
}

function listCommand() {
  const command = new Command('list')
    .summary('the hosts of the inventory')
    .description('List the hosts of the inventory, how they are reached, and how many agents they carry.')
    .action(async (_, self) => {
      const shared = readShared(self);
      const { hosts } = await loadInventory(shared.dir);
      const agents = await agentsByHost(shared.dir);
      const views = hosts.map((host) => viewHost(host, agents.get(host.name) ?? []));
      say<HostListDocument>(shared, { version: 1, hosts: views }, (style) =>
        renderTable(hostColumns, views.map(hostRow), style.dim),
      );
    });
  return addExample(command, 'mosaic fleet host list');
}

function trustCommand() {
  const command = new Command('trust')
    .summary('pin the keys that hosts offer')
    .description('Show the key that each host offers, ask, and pin it in the inventory.')
    .argument('<name...>', 'hosts')
    .option('--yes', 'trust keys without a question, but for one that changed')
    .action(async (names, options, self) => {
      const shared = readShared(self);
      for (const name of names) findHost(await loadInventory(shared.dir), name);
      const trusted: { host: string; trust: Trust }[] = [];
      for (const name of names) {
        const inventory = await loadInventory(shared.dir);
        const trust = await trustHost(inventory, findHost(inventory, name), options.yes === true);
        trusted.push({ host: name, trust });
        if (!shared.json) process.stdout.write(TOLD[trust](name));
      }
      say<HostTrustDocument>(shared, { version: 1, hosts: trusted }, '');
      if (trusted.some(({ trust }) => trust === 'refused')) process.exitCode = EXIT.failed;
    });
  return addExample(command, 'mosaic fleet host trust dragon-lin');
}

const TOLD: Readonly<Record<Trust, (name: string) => string>> = {
  trusted: (name) => `trusted  ${name}\n`,
  known: (name) => `trusted  ${name}, as before\n`,
  refused: (name) => `not trusted  ${name}: its key was not pinned\n`,
  local: (name) => `local  ${name} needs no key\n`,
};
