import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { labId } from '../../src/cli/lab/binding.ts';
import { downLab, type Lab, readLab } from '../../src/lab/index.ts';
import { checkDocuments } from '../cli/support/documents.ts';
import { describeLab } from './support/lab.ts';
import { noTraces, tracesOf } from './support/traces.ts';

const inventory = `apiVersion: mosaic.inventory/v1
hosts:
  w-jarvis: { connection: local }
  dragon-lin: { address: 192.0.2.2 }
`;

describeLab('mosaic lab', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'mosaic-lab-cli-'));
    await mkdir(join(dir, 'inventory'));
    await writeFile(join(dir, 'inventory/hosts.yaml'), inventory);
  });
  afterAll(async () => {
    await downLab(labId(dir));
    await rm(dir, { recursive: true });
  });

  test('says what to type when there is no lab', () => {
    expect(mosaic('kill', 'w-jarvis')).toEqual({
      status: 1,
      stdout: '',
      stderr: `mosaic: ${dir} has no staging hosts\n  next    mosaic lab up\n`,
    });
  });

  test('up needs an inventory, or names', () => {
    const { status, stderr } = spawnSync(resolve('mosaic'), ['lab', 'up', '-C', '/'], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('/inventory/hosts.yaml does not exist');
    expect(stderr).toContain('named    mosaic lab up HOST HOST…');
  });

  test('up boots a host for each of the inventory, and a second time changes nothing', () => {
    const first = mosaic('up', '--json');
    expect(first).toMatchObject({ status: 0, stderr: '' });
    const shown = JSON.parse(first.stdout) as { readonly hosts: readonly Record<string, unknown>[] };
    expect(shown.hosts.map(({ name, suite, state }) => [name, suite, state])).toEqual([
      ['w-jarvis', 'bookworm', 'running'],
      ['dragon-lin', 'trixie', 'running'],
    ]);
    expect(mosaic('up', '--json')).toEqual(first);
  });

  test('list has a document, and what is a terminal has none', () => {
    const { labs } = JSON.parse(mosaic('list', '--json').stdout) as { labs: readonly { here: boolean }[] };
    expect(labs.filter(({ here }) => here)).toHaveLength(1);
    expect(JSON.parse(mosaic('ssh', 'w-jarvis', '--json').stdout).error.exitCode).toBe(2);
  });

  test('ssh runs a command and ends as it ended', () => {
    expect(mosaic('ssh', 'dragon-lin', '--', 'hostname; exit 7')).toEqual({
      status: 7,
      stdout: 'dragon-lin\n',
      stderr: '',
    });
  });

  test('drives hosts from one state to the next, and shows each', () => {
    const steps = [
      ['freeze', 'frozen'],
      ['thaw', 'running'],
      ['partition', 'partitioned'],
      ['heal', 'running'],
      ['kill', 'off'],
      ['boot', 'running'],
    ] as const;
    for (const [verb, state] of steps) expect([verb, stateAfter(verb)]).toEqual([verb, [state]]);
  });

  test('up brings back what is off, but never changes the lab under way', () => {
    mosaic('kill', 'w-jarvis');
    const others = mosaic('up', 'other');
    expect(others).toMatchObject({ status: 1, stdout: '' });
    expect(others.stderr).toContain('mosaic lab down && mosaic lab up');
    expect(mosaic('up').stdout).toMatch(/^w-jarvis +running /m);
  });

  test('list shows the lab as the one of this directory', () => {
    expect(mosaic('list').stdout).toContain(`lab ${labId(dir)} · of this directory\n`);
  });

  test('down removes the hosts and the binding, once', () => {
    expect(mosaic('down')).toEqual({ status: 0, stdout: `lab ${labId(dir)} is gone\n`, stderr: '' });
    expect(existsSync(join(dir, '.mosaic/lab.yaml'))).toBe(false);
    expect(mosaic('down').stdout).toBe('nothing to remove\n');
    expect(JSON.parse(mosaic('down', '--json').stdout)).toEqual({ version: 1, removed: [] });
  });

  test('up, interrupted in the middle, leaves no host', async () => {
    const up = spawn(resolve('mosaic'), ['lab', 'up', '-C', dir], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    up.stderr.on('data', (data) => (stderr += data));
    const ended = once(up, 'close');
    await vi.waitUntil(() => readLab(labId(dir)), { timeout: 30_000, interval: 20 });
    const lab = (await readLab(labId(dir))) as Lab;
    up.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(stderr).toBe('interrupted: no staging host is left\n');
    expect(await tracesOf(lab)).toEqual(noTraces);
    expect(existsSync(join(dir, '.mosaic/lab.yaml'))).toBe(false);
  });

  function stateAfter(verb: string): readonly unknown[] {
    const { stdout } = mosaic(verb, 'dragon-lin', '--json');
    return (JSON.parse(stdout) as { readonly hosts: readonly { state: string }[] }).hosts.map(
      (host) => host.state,
    );
  }

  function mosaic(...args: readonly string[]) {
    const argv = ['lab', args[0] ?? '', '-C', dir, ...args.slice(1)];
    const { status, stdout, stderr } = spawnSync(resolve('mosaic'), argv, {
      encoding: 'utf8',
      timeout: 120_000,
    });
    if (args.includes('--json')) checkDocuments(['lab', ...args], stdout);
    return { status, stdout, stderr };
  }
});
