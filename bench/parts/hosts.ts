import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLab, downLab, installLabPackages, type Lab, type LabHost, run } from '../../src/lab/index.ts';
import type { Host } from '../../src/model/host.ts';
import { note } from './report.ts';

/** A staging host, and the way to it that is measured. */
export interface BenchHost {
  readonly lab: LabHost;
  readonly host: Host;
}

const ONE_WAY_MS = 25;

const labs = new Set<string>();

/** Takes down what is up: for who leaves in the middle. */
export async function leaveLabs(): Promise<void> {
  for (const id of labs) await downLab(id);
}

/** Gives `work` a lab of so many hosts, and takes it down however it ends. */
export async function withLab<T>(count: number, work: (lab: Lab) => Promise<T>): Promise<T> {
  await installLabPackages();
  const hosts = Array.from({ length: count }, (_, index) => ({
    name: `b${index + 1}`,
    suite: 'bookworm' as const,
    user: 'operator',
  }));
  const id = `bench-${process.pid}`;
  labs.add(id);
  try {
    return await work(await createLab({ id, hosts, log: note }));
  } finally {
    await downLab(id);
    labs.delete(id);
  }
}

export function direct(hosts: readonly LabHost[]): readonly BenchHost[] {
  return hosts.map((lab) => ({ lab, host: hostOf(lab, lab.address, lab.port) }));
}

/** The same hosts behind a wire of 50 ms, there and back; the relays end with this process. */
export async function behindDelay(hosts: readonly LabHost[]): Promise<readonly BenchHost[]> {
  return Promise.all(hosts.map(async (lab) => ({ lab, host: hostOf(lab, '127.0.0.1', await relayTo(lab)) })));
}

const relays: ChildProcess[] = [];

async function relayTo({ address, port }: LabHost): Promise<number> {
  const script = join(import.meta.dirname, 'relay.ts');
  const child = spawn(process.execPath, [script, address, String(port), String(ONE_WAY_MS)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  relays.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return Number(line);
}

function hostOf(lab: LabHost, address: string, port: number): Host {
  const { name, user, hostKey, identity } = lab;
  return { name, connection: 'ssh', address, port, user, hostKey, identity, jump: null, labels: {} };
}

/** Configuration of the ssh program for these hosts, by their names; without any sharing of connections. */
export function sshConfig(hosts: readonly BenchHost[], name: string): string {
  const folder = join(tmpdir(), `mosaic-bench-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const known = join(folder, `${name}.known`);
  writeFileSync(known, hosts.map(({ host }) => `${host.name} ${host.hostKey}\n`).join(''));
  const blocks = hosts.map(({ host }) =>
    [
      `Host ${host.name}`,
      `HostName ${host.address}`,
      `Port ${host.port}`,
      `User ${host.user}`,
      `IdentityFile ${host.identity}`,
      'IdentitiesOnly yes',
      `HostKeyAlias ${host.name}`,
      `UserKnownHostsFile ${known}`,
      'StrictHostKeyChecking yes',
      'LogLevel ERROR',
    ].join('\n  '),
  );
  const file = join(folder, `${name}.ssh`);
  writeFileSync(file, `${blocks.join('\n')}\n`);
  return file;
}

const CLEAR = `set -u
cd || exit
systemctl --user list-units --all --plain --no-legend 'bench-*' 'mosaic-*' | cut -d' ' -f1 >.clear
[ ! -s .clear ] || xargs -r systemctl --user stop <.clear 2>/dev/null
rm -rf bench .bench .clear .local/share/mosaic .local/state/mosaic .config/systemd/user .ansible
systemctl --user daemon-reload
systemctl --user reset-failed
`;

/** Makes a host as it was before anything came to it. */
export async function clear({ lab }: BenchHost): Promise<void> {
  await run(lab, ['sh', '-c', CLEAR], { as: 'user' });
}

const CHECK = `cat "$HOME/$1" || cat "$HOME"/.local/share/mosaic/*/objects/"$2"
systemctl --user list-units --plain --no-legend --state=running 'bench-*.service' 'mosaic-*-agent-*.service' | wc -l`;

/** Throws unless so many units run and the changed file has that text: a contender that cheats is no measure. */
export async function expectDone(
  { lab }: BenchHost,
  units: number,
  text: string,
  digest: string,
): Promise<void> {
  const argv = ['sh', '-c', CHECK, 'check', 'bench/files/file-07.conf', digest];
  const { stdout } = await run(lab, argv, { as: 'user', mayFail: true });
  if (stdout !== `${text}${units}\n`)
    throw new Error(`${lab.name} is not as it should be:\n${stdout.slice(-300)}`);
}
