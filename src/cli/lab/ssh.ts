import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { hostOf, type LabHost, stateFolder } from '../../lab/index.ts';
import { addExample } from '../example.ts';
import { readShared } from '../options.ts';
import { refuseJson } from '../refuse-json.ts';
import { boundLab } from './binding.ts';
import { readable } from './root.ts';

/** `mosaic lab ssh HOST [-- COMMAND…]`; ends as ssh ends. */
export function labSshCommand() {
  const command = new Command('ssh')
    .description('Log in to a staging host, or run a command there, with the system ssh.')
    .argument('<host>', 'a staging host')
    .argument('[command...]', 'after `--`; a login shell when not given')
    .action((name, words, _options, self) =>
      readable(async () => {
        const shared = readShared(self);
        refuseJson(shared, 'ssh', 'mosaic lab list --json');
        const host = hostOf(await boundLab(shared.dir), name);
        process.exitCode = await connect(sshArgs(host, words));
      }),
    );
  return addExample(
    command,
    'mosaic lab ssh w-jarvis',
    "mosaic lab ssh w-jarvis -- systemctl --user list-units 'mosaic-*'",
  );
}

/** The user's own configuration and keys stay out of it: a staging host is reached in one way only. */
export function sshArgs(host: LabHost, words: readonly string[]): readonly string[] {
  const options = {
    IdentitiesOnly: 'yes',
    IdentityFile: host.identity,
    IdentityAgent: 'none',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: join(stateFolder(host.lab), 'known_hosts'),
    GlobalKnownHostsFile: '/dev/null',
    ConnectTimeout: '10',
    LogLevel: 'ERROR',
  };
  const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return [
    '-F',
    'none',
    ...flags,
    '-p',
    `${host.port}`,
    '-l',
    host.user,
    host.address,
    ...(words.length > 0 ? ['--', ...words] : []),
  ];
}

function connect(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('ssh', args, { stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 255));
  });
}
