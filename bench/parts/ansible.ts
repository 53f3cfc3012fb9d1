import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contender, Task } from './contender.ts';
import { runChild } from './measure.ts';

const folder = join(tmpdir(), `mosaic-bench-${process.pid}`, 'ansible');

/** As its manual advises for speed: pipelining, kept connections, enough forks, no gathering of facts. */
function settings(): string {
  return `[defaults]
forks = 40
host_key_checking = True
gathering = explicit
interpreter_python = /usr/bin/python3
retry_files_enabled = False
[ssh_connection]
pipelining = True
`;
}

async function play(book: string, { hosts, tree, sshConfig }: Task): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ansible.cfg'), settings());
  writeFileSync(join(folder, 'hosts'), hosts.map(({ host }) => `${host.name}\n`).join(''));
  // Its own arguments are kept: they are what keeps connections open between tasks.
  const sockets = join(folder, 'cp');
  const ssh = `-F ${sshConfig} -o ControlMaster=auto -o ControlPersist=20s -o ControlPath=${sockets}-%n`;
  const argv = ['/usr/bin/ansible-playbook', '-i', join(folder, 'hosts'), '-e', `tree=${tree}`];
  await runChild([...argv, join(import.meta.dirname, '../ansible', book)], {
    env: { ANSIBLE_CONFIG: join(folder, 'ansible.cfg'), ANSIBLE_HOME: folder, ANSIBLE_SSH_ARGS: ssh },
  });
}

/** Every run begins without a connection, like the others. */
export async function endConnections({ hosts, sshConfig }: Task): Promise<void> {
  for (const { host } of hosts) {
    const socket = join(folder, `cp-${host.name}`);
    await runChild(['ssh', '-F', sshConfig, '-S', socket, '-O', 'exit', host.name]).catch(() => undefined);
  }
}

/** One synchronize and one shell. */
export const ansibleTuned: Contender = { name: 'Ansible, tuned', run: (task) => play('tuned.yml', task) };

/** A copy for each file and a systemd for each unit, as its documentation shows. */
export const ansibleIdiomatic: Contender = {
  name: 'Ansible, idiomatic',
  run: (task) => play('idiomatic.yml', task),
};
