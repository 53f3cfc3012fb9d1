import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender, Task } from './contender.ts';
import { runChild } from './measure.ts';

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

function onEach(task: Task, one: (host: string, task: Task) => readonly string[]): Promise<unknown> {
  return Promise.all(task.hosts.map(({ host }) => runChild(one(host.name, task))));
}

/** The floor: a connection and a command that does nothing. */
export const sshTrue: Contender = {
  name: 'ssh host true',
  run: (task) => onEach(task, (host, { sshConfig }) => ['ssh', '-F', sshConfig, host, 'true']),
};

const TAR = 'tar -C "$1" -cz files units | ssh -F "$2" "$3" "$4"';

/** What a good shell script would do: all in one connection, and nothing where nothing changed. */
export const tarSsh: Contender = {
  name: 'tar | ssh',
  run: (task) => {
    const place = read('place.sh');
    return onEach(task, (host, { tree, sshConfig }) => [
      'sh',
      '-c',
      TAR,
      'tar',
      tree,
      sshConfig,
      host,
      place,
    ]);
  },
};

const RSYNC =
  'rsync -rpc -i --delete -e "ssh -F $2" "$1/files" "$1/units" "$3:.bench/" | ssh -F "$2" "$3" "$4"';

/** One connection for the files and one for the units, which is told what changed. */
export const rsyncSsh: Contender = {
  name: 'rsync + ssh',
  run: (task) => {
    const start = read('start.sh');
    return onEach(task, (host, { tree, sshConfig }) => [
      'sh',
      '-c',
      RSYNC,
      'rsync',
      tree,
      sshConfig,
      host,
      start,
    ]);
  },
};
