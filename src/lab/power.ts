import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { awaitActivity, killAll, makeCgroups, type Named, readActivity, removeCgroups } from './cgroup.ts';
import { searchPath } from './command.ts';
import { initOf } from './init.ts';
import { labError } from './lab-error.ts';
import { unmountBelow } from './mounts.ts';
import { awaitPortGone } from './network.ts';
import { awaitReady } from './ready.ts';
import { consoleFile, type LabHost, rootFolder } from './record.ts';
import { until } from './until.ts';

/** Starts a host and waits until its sshd answers and its user's manager runs. */
export async function boot(host: LabHost): Promise<void> {
  if ((await readActivity(host)) !== 'off')
    throw labError(`${host.name} is on already`, `mosaic lab kill ${host.name}`);
  await clearAway(host);
  const machine = start(host, await makeCgroups(host));
  const hasEnded = () => machine.exitCode !== null || machine.signalCode !== null;
  if (!(await awaitReady(host, hasEnded, 90))) throw await bootError(host);
}

export async function bootIfOff(host: LabHost): Promise<void> {
  if ((await readActivity(host)) === 'off') await boot(host);
}

async function bootError(host: LabHost): Promise<Error> {
  const console = await readFile(consoleFile(host), 'utf8').catch(() => '');
  const last = console.trim().split('\n').slice(-12).join('\n');
  const state = await readActivity(host);
  return labError(
    `${host.name} did not come up, and is ${state} now; its console ends with\n${last}`,
    `less ${consoleFile(host)}`,
  );
}

/** Power cut: every process of the host is gone at once; what was written stays, as after a crash. */
export async function kill(host: LabHost): Promise<void> {
  await killProcesses(host);
  await clearAway(host);
}

export async function killProcesses(host: Named): Promise<void> {
  // Again and again: a process that was just being started may join the cgroup after the first time.
  const isOff = async () => {
    await killAll(host);
    return (await readActivity(host)) === 'off' ? true : null;
  };
  if (!(await until(isOff, 30))) throw new Error(`${host.name} still has processes after its power was cut`);
}

/** Clean power off, as by `poweroff` on the host. */
export async function stopHost(host: LabHost): Promise<void> {
  const init = await initOf(host);
  // SIGRTMIN+4 is systemd's power off; Node knows the number only.
  if (init !== null) process.kill(init, 38);
  if (!(await awaitActivity(host, 'off', 120))) {
    throw labError(`${host.name} did not power off within 2 minutes`, `mosaic lab kill ${host.name}`);
  }
  await clearAway(host);
}

/** What a dead host leaves outside: its cgroups, its network port, a mount that newer nspawn makes for its sockets. */
export async function clearAway(host: LabHost): Promise<void> {
  await removeCgroups(host);
  await awaitPortGone(host);
  await unmountBelow(`/run/systemd/nspawn/unix-export/${host.machine}`);
}

/** It must be in its cgroups before it becomes nspawn: every process after it inherits them. */
const enter = 'while [ "$1" != -- ]; do echo $$ >"$1/cgroup.procs"; shift; done; shift; exec "$@"';

function start(host: LabHost, cgroups: readonly string[]): ChildProcess {
  const console = openSync(consoleFile(host), 'w');
  const child = spawn('sh', ['-euc', enter, 'sh', ...cgroups, '--', ...nspawnArgv(host)], {
    cwd: '/',
    detached: true,
    // Debian 13's systemd refuses the first version of cgroups.
    env: { PATH: searchPath, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' },
    stdio: ['ignore', console, console],
  });
  child.unref();
  closeSync(console);
  return child;
}

function nspawnArgv(host: LabHost): readonly string[] {
  return [
    'systemd-nspawn',
    '--quiet',
    '--boot',
    '--register=no',
    '--keep-unit',
    `--directory=${rootFolder(host)}`,
    `--machine=${host.machine}`,
    `--hostname=${host.name}`,
    `--network-bridge=${host.bridge}`,
    '--link-journal=no',
    '--timezone=off',
    '--resolv-conf=off',
    '--console=read-only',
  ];
}
