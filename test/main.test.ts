import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const mosaic = resolve('mosaic');
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const folder = mkdtempSync(join(tmpdir(), 'mosaic-main-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(mosaic, args, { encoding: 'utf8', cwd: folder });
  return { status, stdout, stderr };
}

test('--version is the version and nothing else', () => {
  expect(run('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
});

test('works through a link from another folder', () => {
  const link = join(folder, 'linked');
  symlinkSync(mosaic, link);
  expect(spawnSync(link, ['--version'], { encoding: 'utf8', cwd: '/' }).stdout).toBe(`${version}\n`);
});

test('an unknown command suggests the nearest, and is a usage error', () => {
  expect(run('flet', 'ps')).toEqual({
    status: 2,
    stdout: '',
    stderr: "mosaic: unknown command 'flet'\n  Did you mean fleet?\n  help    mosaic --help\n",
  });
});

test('an unknown option is a usage error', () => {
  expect(run('fleet', 'ps', '--jsn')).toEqual({
    status: 2,
    stdout: '',
    stderr: "mosaic: unknown option '--jsn'\n  Did you mean --json?\n  help    mosaic fleet ps --help\n",
  });
});

test('no command at all prints the help on stderr', () => {
  const { status, stdout, stderr } = run();
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('Usage: mosaic');
});

test('a reader that goes away is not an error', async () => {
  const child = spawn(mosaic, ['--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data) => (stderr += data));
  child.stdout.destroy();
  const [status] = await once(child, 'close');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('Ctrl-C ends with 130', () => {
  // Interrupts as soon as somebody listens.
  const preload =
    "process.on('newListener', (name) => name === 'SIGINT' && queueMicrotask(() => process.emit('SIGINT')))";
  const env = {
    ...process.env,
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(preload)}`,
  };
  expect(spawnSync(mosaic, ['fleet', '--help'], { encoding: 'utf8', env })).toMatchObject({
    status: 130,
    stdout: '',
  });
});
