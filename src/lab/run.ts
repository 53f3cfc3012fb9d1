import { type CommandResult, execute, searchPath } from './command.ts';
import { initOf } from './init.ts';
import { offError } from './lab-error.ts';
import { type LabHost, userId } from './record.ts';

export interface RunOptions {
  /** Who runs it: root, or the host's user with its session's environment. */
  readonly as?: 'root' | 'user';
  readonly stdin?: string | Uint8Array;
  /** Give a result for a non-zero exit too, instead of an error. */
  readonly mayFail?: boolean;
}

/**
 * Runs a command on the host out of band: without its network, its sshd, and outside its cgroups, so that it also
 * works on a host that is partitioned or frozen.
 */
export async function run(
  host: LabHost,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<CommandResult> {
  const init = await initOf(host);
  if (init === null) throw offError(host.name);
  const who = options.as === 'user' ? asUser(host) : asRoot;
  const input = options.stdin === undefined ? {} : { stdin: options.stdin };
  const result = await execute([...enterArgv(init), ...who, ...argv], input);
  if (result.code === 0 || options.mayFail) return result;
  const words = result.stderr.trim() || result.stdout.trim();
  throw new Error(`${host.name}: \`${argv.join(' ')}\` exited with ${result.code}: ${words}`);
}

function enterArgv(init: number): readonly string[] {
  return ['nsenter', `--target=${init}`, '-m', '-u', '-i', '-n', '-p', '-C', '-r', '-w', '--'];
}

const asRoot = ['env', '-i', `PATH=${searchPath}`, 'HOME=/root', 'USER=root', 'LANG=C.UTF-8'];

function asUser(host: LabHost): readonly string[] {
  const who = [`--reuid=${userId}`, `--regid=${userId}`, '--init-groups'];
  const home = `/home/${host.user}`;
  const session = [
    `XDG_RUNTIME_DIR=/run/user/${userId}`,
    `USER=${host.user}`,
    `LOGNAME=${host.user}`,
    `HOME=${home}`,
  ];
  const path = 'PATH=/usr/local/bin:/usr/bin:/bin';
  return [
    'setpriv',
    ...who,
    '--',
    'env',
    '-i',
    '-C',
    home,
    path,
    'SHELL=/bin/bash',
    'LANG=C.UTF-8',
    ...session,
  ];
}
