import { Command } from '@commander-js/extra-typings';
import { type Lab, listLabs } from '../../lab/index.ts';
import type { LabListDocument } from '../../model/contract-lab.ts';
import { addExample } from '../example.ts';
import { readShared } from '../options.ts';
import { say } from '../say.ts';
import type { Style } from '../style.ts';
import { boundId } from './binding.ts';
import { type HostView, renderHosts, viewHosts } from './show.ts';

interface LabView {
  readonly id: string;
  /** Whether it stays until `mosaic lab down`; otherwise it ends with the process that made it. */
  readonly kept: boolean;
  /** Whether fleet commands in this directory talk to it. */
  readonly here: boolean;
  readonly hosts: readonly HostView[];
}

/** `mosaic lab list` */
export function labListCommand() {
  const command = new Command('list')
    .description('Show every lab on this machine, with the state of its hosts.')
    .action(async (_options, self) => {
      const shared = readShared(self);
      const here = await boundId(shared.dir);
      const labs = await Promise.all((await listLabs()).map((lab) => viewLab(lab, here)));
      say<LabListDocument>(
        shared,
        { version: 1, labs },
        (style) => labs.map((lab) => renderLab(lab, style)).join('\n') || 'no labs: mosaic lab up\n',
      );
    });
  return addExample(command, 'mosaic lab list');
}

async function viewLab(lab: Lab, here: string | null): Promise<LabView> {
  return { id: lab.id, kept: lab.owner === null, here: lab.id === here, hosts: await viewHosts(lab) };
}

function renderLab(lab: LabView, style: Style): string {
  const notes = [
    ...(lab.here ? ['of this directory'] : []),
    ...(lab.kept ? [] : ['ends with the process that made it']),
  ];
  return `${[`lab ${lab.id}`, ...notes].join(' · ')}\n\n${renderHosts(lab.hosts, style)}`;
}
