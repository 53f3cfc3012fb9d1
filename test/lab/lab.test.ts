import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import {
  boot,
  createLab,
  downLab,
  freeze,
  greets,
  heal,
  isPartitioned,
  kill,
  type LabHost,
  partition,
  readActivity,
  rootFolder,
  run,
  stopHost,
  thaw,
} from '../../src/lab/index.ts';
import { describeLab, uniqueId, useLab } from './support/lab.ts';
import { noTraces, tracesOf } from './support/traces.ts';

describeLab('staging hosts', () => {
  const { host } = useLab('alpha', 'beta');

  test('are Debian 12 and 13, with a running system and user manager', async () => {
    const versions = ['alpha', 'beta'].map(async (name) => {
      const shown = await run(host(name), ['sh', '-c', '. /etc/os-release; echo "$VERSION_ID"']);
      await run(host(name), ['systemctl', 'is-system-running', '--wait']);
      await run(host(name), ['systemctl', '--user', 'is-system-running', '--wait'], { as: 'user' });
      return shown.stdout.trim();
    });
    expect(await Promise.all(versions)).toEqual(['12', '13']);
  });

  test('let the user in by the key, show the pinned host key, and know each other by name', async () => {
    const key = await readFile(host('alpha').identity);
    const known = `beta ${host('beta').hostKey}\n`;
    await run(host('alpha'), ['sh', '-c', 'umask 077; cat >.ssh/id_ed25519'], { as: 'user', stdin: key });
    await run(host('alpha'), ['sh', '-c', 'cat >.ssh/known_hosts'], { as: 'user', stdin: known });
    const ssh = ['ssh', '-oStrictHostKeyChecking=yes', '-oBatchMode=yes', 'beta', 'hostname; sudo -n id -u'];
    expect((await run(host('alpha'), ssh, { as: 'user' })).stdout).toBe('beta\n0\n');
  });

  test('keep files over a power cut, and lose processes', async () => {
    const alpha = host('alpha');
    await run(alpha, ['sh', '-c', 'echo kept >kept'], { as: 'user' });
    const units = ['systemd-run', '--user', '--quiet', '--unit=lost'];
    await run(alpha, [...units, 'sleep', '98765'], { as: 'user' });
    expect((await run(alpha, ['pgrep', '-f', '98765'])).code).toBe(0);
    await kill(alpha);
    expect(await readActivity(alpha)).toBe('off');
    await boot(alpha);
    expect((await run(alpha, ['cat', 'kept'], { as: 'user' })).stdout).toBe('kept\n');
    expect((await run(alpha, ['pgrep', '-f', '98765'], { mayFail: true })).code).toBe(1);
  });

  test('stop cleanly: units get their ExecStop', async () => {
    const alpha = host('alpha');
    const unit = [
      'systemd-run',
      '--user',
      '--quiet',
      '--unit=clean',
      '-p',
      'ExecStop=/bin/sh -c "echo bye >bye"',
    ];
    await run(alpha, [...unit, 'sleep', 'infinity'], { as: 'user' });
    await stopHost(alpha);
    expect(await readFile(`${rootFolder(alpha)}/home/operator/bye`, 'utf8')).toBe('bye\n');
    await boot(alpha);
  });

  test('frozen, accept connections and never answer; thawed, they go on', async () => {
    const beta = host('beta');
    await freeze(beta);
    expect(await readActivity(beta)).toBe('frozen');
    expect(await connects(beta)).toBe(true);
    expect(await greets(beta, 500)).toBe(false);
    await thaw(beta);
    expect(await greets(beta, 10_000)).toBe(true);
  });

  test('partitioned, are out of reach of everybody until healed', async () => {
    const beta = host('beta');
    await partition(beta);
    expect(await isPartitioned(beta)).toBe(true);
    expect(await greets(beta, 500)).toBe(false);
    expect(await reaches('alpha', 'beta', 1)).toBe(false);
    await heal(beta);
    expect(await greets(beta, 10_000)).toBe(true);
    expect(await reaches('alpha', 'beta', 20)).toBe(true);
  });

  test('partitioned from one peer, still answer the operator', async () => {
    await partition(host('alpha'), host('beta'));
    expect(await reaches('alpha', 'beta', 1)).toBe(false);
    expect(await Promise.all(['alpha', 'beta'].map((name) => greets(host(name), 10_000)))).toEqual([
      true,
      true,
    ]);
    await heal(host('alpha'), host('beta'));
    expect(await reaches('alpha', 'beta', 20)).toBe(true);
  });

  test('that are off say so, with what to type', async () => {
    await kill(host('beta'));
    await expect(run(host('beta'), ['true'])).rejects.toMatchObject({ next: 'mosaic lab boot beta' });
    await expect(freeze(host('beta'))).rejects.toThrow('beta is off');
    await boot(host('beta'));
    await expect(boot(host('beta'))).rejects.toThrow('beta is on already');
  });

  /** Whether the one's bash gets the other's banner within that time. */
  async function reaches(from: string, to: string, seconds: number): Promise<boolean> {
    const open = `exec 3<>/dev/tcp/${host(to).address}/22 && head -c 4 <&3`;
    const argv = ['timeout', `${seconds}`, 'bash', '-c', open];
    return (await run(host(from), argv, { mayFail: true })).code === 0;
  }
});

describeLab('labs', () => {
  const alpha = { name: 'alpha', suite: 'trixie', user: 'operator' } as const;

  test('made at the same time have networks of their own, and leave nothing', async () => {
    const labs = await Promise.all([1, 2].map(() => createLab({ id: uniqueId(), hosts: [alpha] })));
    const [one, two] = labs.map((lab) => lab.hosts[0] as LabHost);
    expect(one?.address).not.toBe(two?.address);
    expect(await Promise.all(labs.map((lab) => greets(lab.hosts[0] as LabHost, 10_000)))).toEqual([
      true,
      true,
    ]);
    await Promise.all(labs.map((lab) => downLab(lab.id)));
    expect(await Promise.all(labs.map(tracesOf))).toEqual([noTraces, noTraces]);
  });

  test('can lack packages and sudo', async () => {
    const bare = { ...alpha, name: 'bare', user: 'mos', sudo: false, packagesAbsent: ['tmux', 'git'] };
    const lab = await createLab({ id: uniqueId(), hosts: [bare] });
    const [host] = lab.hosts as [LabHost];
    const find = await run(host, ['sh', '-c', 'command -v tmux || command -v git || sudo -n true'], {
      as: 'user',
      mayFail: true,
    });
    await downLab(lab.id);
    expect(find).toMatchObject({ code: 1, stdout: '' });
  });

  test('that cannot come up leave nothing, and say why', async () => {
    const id = uniqueId();
    const broken = { ...alpha, packagesAbsent: ['openssh-server', 'no-such-package'] };
    await expect(createLab({ id, hosts: [broken] })).rejects.toThrow('no-such-package');
    expect(await tracesOf({ id, number: 0, bridge: 'none', owner: null, hosts: [] })).toEqual(noTraces);
  });

  test('tell all that is wrong with their names at once', async () => {
    const request = { id: 'UP', hosts: [alpha, alpha, { ...alpha, name: '../x', user: 'root' }] };
    const faults = ['"UP"', '"../x"', '"root" cannot name a user', 'two hosts are named "alpha"'];
    const error: Error = await createLab(request).then(
      () => new Error('made'),
      (thrown) => thrown,
    );
    for (const fault of faults) expect(error.message).toContain(fault);
  });
});

function connects(host: LabHost): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(host.port, host.address);
    socket.once('connect', () => resolve(true) === undefined && socket.destroy());
    socket.once('error', () => resolve(false));
  });
}
