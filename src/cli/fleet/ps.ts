import { Command } from '@commander-js/extra-typings';
import type { PsDocument } from '../../model/contract-ps.ts';
import type { Fleet } from '../../model/fleet.ts';
import type { Host } from '../../model/host.ts';
import type { HostLook } from '../../operate/host-look.ts';
import { lookAtHost } from '../../operate/look-at-host.ts';
import { psDocument } from '../../operate/ps-document.ts';
import { EXIT } from '../cli-error.ts';
import { addExample } from '../example.ts';
import { type OpenHosts, withFleetHosts } from '../open-hosts.ts';
import { readShared, type SharedOptions } from '../options.ts';
import { say } from '../say.ts';
import { probeScripts } from './host-scripts.ts';
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

/** `mosaic fleet watch` */
export function watchCommand() {
  const command = new Command('watch')
    .description('Show every agent again and again, as `ps --watch` does.')
    .action((_options, self) => ps(readShared(self), true));
  return addExample(command, 'mosaic fleet watch');
}

export async function ps(shared: SharedOptions, isWatched: boolean): Promise<void> {
  await withFleetHosts(shared.dir, [], async (hosts) => {
    const fleet = await readFleet(shared);
    const look = (host: Host) => lookOrDrop(fleet, host, hosts);
    if (isWatched) await watch(shared, fleet, look);
    else show(shared, psDocument(fleet, await Promise.all(fleet.hosts.map(look))));
  });
}

/** A host that did not answer is connected anew at the next look. */
async function lookOrDrop(fleet: Fleet, host: Host, hosts: OpenHosts): Promise<HostLook> {
  const look = await lookAtHost(host, hosts.open, fleet.name, probeScripts());
  if ('fault' in look) await hosts.drop(host);
  return look;
}

function show(shared: SharedOptions, document: PsDocument): void {
  say<PsDocument>(shared, document, (style) =>
    psTable(document, { style, symbols: process.stdout.isTTY === true, width: process.stdout.columns }),
  );
  if (document.hosts.some((host) => !host.reachable)) process.exitCode = EXIT.someHosts;
}
