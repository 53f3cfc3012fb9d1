import { stat } from 'node:fs/promises';
import { Command } from '@commander-js/extra-typings';
import {
  bootIfOff,
  createLab,
  downLab,
  type HostRequest,
  installLabPackages,
  type Lab,
  missingForLab,
  readLab,
} from '../../lab/index.ts';
import type { LabUpDocument } from '../../model/contract-lab.ts';
import { quoteSh } from '../../model/quote-sh.ts';
import { cliError } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { onInterrupt } from '../interrupt.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import { bind, labId } from './binding.ts';
import { requestHosts } from './request-hosts.ts';
import { requireMachine, withRoot } from './root.ts';
import { renderHosts, viewHosts } from './show.ts';

/** Names of the hosts in a fleet directory's inventory. */
export type HostNames = (dir: string) => Promise<readonly string[]>;

/** `mosaic lab up [HOST[=SUITE]…]` */
export function labUpCommand(hostNames: HostNames) {
  const command = new Command('up')
    .description(
      'Boot a staging host for every host of the inventory, and let fleet commands in this directory talk to them.',
    )
    .argument('[host...]', 'a host, or HOST=bookworm or HOST=trixie (default: all of the inventory, in turn)')
    .option('--user <name>', 'the user on every host', 'operator')
    .option('--no-sudo', 'the user cannot sudo')
    .action((words, options, self) =>
      withRoot('mosaic lab up', async () => {
        const shared = readShared(self);
        await requireDirectory(shared.dir);
        const names = words.length > 0 ? words : await hostNames(shared.dir);
        const lab = await up(shared.dir, requestHosts(names, options.user, options.sudo));
        const hosts = await viewHosts(lab);
        const after = 'Fleet commands in this directory talk to these hosts, until `mosaic lab down`.\n';
        say<LabUpDocument>(
          shared,
          { version: 1, id: lab.id, hosts },
          (style) => `${renderHosts(hosts, style)}\n${after}`,
        );
      }),
    );
  return addExample(command, 'mosaic lab up', 'mosaic lab up w-jarvis=bookworm dragon-lin=trixie');
}

/** Asked before hosts are made for it. */
async function requireDirectory(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => null);
  if (!found?.isDirectory())
    throw cliError({ message: `${dir} is no directory`, next: `mkdir -p ${quoteSh(dir)}` });
}

async function up(dir: string, hosts: readonly HostRequest[]): Promise<Lab> {
  const id = labId(dir);
  const lab = (await bootAgain(id, hosts)) ?? (await make(id, hosts));
  await bind(dir, lab);
  return lab;
}

/** Boots what is off in a lab of the same hosts; null when there is no lab yet. */
async function bootAgain(id: string, wanted: readonly HostRequest[]): Promise<Lab | null> {
  const lab = await readLab(id);
  if (lab === null) return null;
  const difference = wanted.find(
    (want) =>
      !lab.hosts.some(
        (have) => have.name === want.name && have.suite === want.suite && have.user === want.user,
      ),
  );
  if (difference || wanted.length !== lab.hosts.length) {
    const there = lab.hosts.map((host) => `${host.name}=${host.suite}`).join(' ');
    throw cliError({
      message: `the staging hosts of this directory are others: ${there}\nNothing was changed.`,
      next: 'mosaic lab down && mosaic lab up',
    });
  }
  await Promise.all(lab.hosts.map(bootIfOff));
  return lab;
}

/** A Ctrl-C waits for what is being made, since only what is whole can be removed whole. */
async function interruptible(id: string, making: Promise<Lab>): Promise<Lab> {
  let interrupted = false;
  const forget = onInterrupt(async () => {
    interrupted = true;
    await making.then(
      () => downLab(id),
      () => undefined,
    );
    return 'interrupted: no staging host is left';
  });
  // Once interrupted, the command must not go on: the process ends when the farewell is said.
  const lab = await making.finally(() => (interrupted ? new Promise(() => {}) : undefined));
  forget();
  return lab;
}

async function make(id: string, hosts: readonly HostRequest[]): Promise<Lab> {
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  const packages = (await missingForLab()).filter((lack) => lack.startsWith('packages:'));
  for (const lack of packages) log(`installing what this machine lacks: ${lack.replace(/^packages: /, '')}`);
  await installLabPackages();
  await requireMachine();
  return interruptible(id, createLab({ id, hosts, keep: true, log }));
}
