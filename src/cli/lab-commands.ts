import type { CommandEntry } from './commands.ts';

/** `mosaic lab …`, in the order of `mosaic lab --help`. */
export const labCommands: readonly CommandEntry[] = [
  {
    name: 'up',
    summary: 'boot a staging host for every host of the inventory',
    load: async () =>
      (await import('./lab/up.ts')).labUpCommand((await import('./lab/host-names.ts')).hostNames),
  },
  {
    name: 'down',
    summary: 'remove the staging hosts of this directory',
    load: async () => (await import('./lab/down.ts')).labDownCommand(),
  },
  {
    name: 'list',
    summary: 'every lab on this machine, with the state of its hosts',
    load: async () => (await import('./lab/list.ts')).labListCommand(),
  },
  {
    name: 'ssh',
    summary: 'log in to a staging host, or run a command there',
    load: async () => (await import('./lab/ssh.ts')).labSshCommand(),
  },
  { name: 'kill', summary: 'cut the power of hosts', load: () => hostFault('kill') },
  { name: 'boot', summary: 'boot hosts that are off', load: () => hostFault('boot') },
  { name: 'freeze', summary: 'stop every process of hosts where it stands', load: () => hostFault('freeze') },
  { name: 'thaw', summary: 'let frozen hosts go on', load: () => hostFault('thaw') },
  { name: 'partition', summary: 'cut a host off from the others', load: () => networkFault('partition') },
  { name: 'heal', summary: 'connect a host again', load: () => networkFault('heal') },
];

async function hostFault(name: 'kill' | 'boot' | 'freeze' | 'thaw') {
  return (await import('./lab/fault.ts')).labHostFaultCommand(name);
}

async function networkFault(name: 'partition' | 'heal') {
  return (await import('./lab/fault.ts')).labNetworkFaultCommand(name);
}
