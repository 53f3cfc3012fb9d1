import { Command } from '@commander-js/extra-typings';
import { bootIfOff, freeze, heal, hostOf, kill, type LabHost, partition, thaw } from '../../lab/index.ts';
import type { LabHostsDocument } from '../../model/contract-lab.ts';
import { addExample } from '../example.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import { boundLab } from './binding.ts';
import { withRoot } from './root.ts';
import { renderHosts, viewHost } from './show.ts';

const hostFaults = {
  kill: {
    act: kill,
    description: 'Cut the power of hosts: every process is gone at once, what was written stays.',
  },
  boot: { act: bootIfOff, description: 'Boot hosts that are off.' },
  freeze: {
    act: freeze,
    description: 'Stop every process of hosts where it stands: they accept connections, and never answer.',
  },
  thaw: { act: thaw, description: 'Let frozen hosts go on.' },
};

const networkFaults = {
  partition: { act: partition, description: 'Cut a host off from everybody, or from one other host.' },
  heal: { act: heal, description: 'Connect a host again to everybody, or to one other host.' },
};

/** `mosaic lab kill|boot|freeze|thaw HOST…` */
export function labHostFaultCommand(name: keyof typeof hostFaults) {
  const { act, description } = hostFaults[name];
  const command = new Command(name)
    .description(description)
    .argument('<host...>', 'staging hosts')
    .action((names, _options, self) =>
      drive(self, `${name} ${names.join(' ')}`, names, async (hosts) => {
        await Promise.all(hosts.map((host) => act(host)));
      }),
    );
  return addExample(command, `mosaic lab ${name} dragon-lin`);
}

/** `mosaic lab partition|heal HOST [PEER]` */
export function labNetworkFaultCommand(name: keyof typeof networkFaults) {
  const { act, description } = networkFaults[name];
  const command = new Command(name)
    .description(description)
    .argument('<host>', 'a staging host')
    .argument('[peer]', 'the other host (default: everybody)')
    .action((host, peer, _options, self) => {
      const names = peer === undefined ? [host] : [host, peer];
      return drive(self, `${name} ${names.join(' ')}`, names, async ([one, other]) => {
        if (one) await act(one, other);
      });
    });
  return addExample(command, `mosaic lab ${name} dragon-lin`, `mosaic lab ${name} dragon-lin w-jarvis`);
}

type Driven = Parameters<typeof readShared>[0];

async function drive(
  self: Driven,
  words: string,
  names: readonly string[],
  act: (hosts: readonly LabHost[]) => Promise<void>,
): Promise<void> {
  await withRoot(`mosaic lab ${words}`, async () => {
    const shared = readShared(self);
    const lab = await boundLab(shared.dir);
    const hosts = names.map((name) => hostOf(lab, name));
    await act(hosts);
    const views = await Promise.all(hosts.map(viewHost));
    say<LabHostsDocument>(shared, { version: 1, hosts: views }, (style) => renderHosts(views, style));
  });
}
