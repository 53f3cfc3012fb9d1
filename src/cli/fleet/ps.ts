import { Command } from '@commander-js/extra-typings';
import type { PsDocument } from '../../model/contract-ps.ts';
import type { Fleet } from '../../model/fleet.ts';
import { lookAtHosts } from '../../operate/look-at-hosts.ts';
import { psDocument } from '../../operate/ps-document.ts';
import { EXIT } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { type OpenHosts, withHosts } from '../open-hosts.ts';
import { readShared, type SharedOptions } from '../options.ts';
import { styleFor } from '../style.ts';
import { hostScript } from './host-scripts.ts';
import { psTable } from './ps-table.ts';
import { readFleet } from './read-fleet.ts';
import { watch } from './watch.ts';

/** `mosaic fleet ps` */
export function psCommand() {
  const command = new Command('ps')
    .description('Show every agent on every host, with its state. Exit code 3 when a host did not answer.')
    .option(
      '--watch',
      'show it again every two seconds, until Ctrl-C; in a pipe or with --json, a document a line',
    )
    .action((options, self) => ps(readShared(self), options.watch === true));
  return addExample(
    command,
    'mosaic fleet ps',
    'mosaic fleet ps --json | jq \'.agents[] | select(.state == "waiting")\'',
  );
}

export async function ps(shared: SharedOptions, isWatched: boolean): Promise<void> {
  const fleet = await readFleet(shared);
  await withHosts(async (hosts) => {
    if (isWatched) await watch(shared, () => lookAtFleet(fleet, hosts));
    else show(shared, await lookAtFleet(fleet, hosts));
  });
}

/** One look at all hosts; those that did not answer are connected anew at the next. */
export async function lookAtFleet(fleet: Fleet, hosts: OpenHosts): Promise<PsDocument> {
  const scripts = { look: hostScript('look'), probe: hostScript('screen', 'probe') };
  const looks = await lookAtHosts(fleet.hosts, hosts.open, fleet.name, scripts);
  const silent = looks.filter((look) => 'fault' in look).map((look) => look.host);
  await Promise.all(fleet.hosts.filter((host) => silent.includes(host.name)).map(hosts.drop));
  return psDocument(fleet, looks);
}

function show(shared: SharedOptions, document: PsDocument): void {
  const style = styleFor(process.stdout, shared.color);
  const text = psTable(document, { style, symbols: process.stdout.isTTY === true });
  process.stdout.write(shared.json ? `${JSON.stringify(document, null, 2)}\n` : text);
  if (document.hosts.some((host) => !host.reachable)) process.exitCode = EXIT.someHosts;
}
