import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROGRAMS } from '../../src/model/host-programs.ts';
import { readTracked, root, trackedFiles } from './tracked-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'mosaic-packed-'));
const prefix = join(folder, 'prefix');
const installed = join(prefix, 'lib/node_modules/mosaic-fleet');
const { version } = JSON.parse(readTracked('package.json')) as { version: string };
const mosaic = join(prefix, 'bin/mosaic');

function npm(cwd: string, ...args: readonly string[]): string {
  const env = { ...process.env, npm_config_offline: 'true', npm_config_update_notifier: 'false' };
  return execFileSync('npm', args, { cwd, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
}

// Packed from a copy: `dist` of the checkout may be in use, and what is not tracked must not help.
beforeAll(() => {
  const copy = join(folder, 'copy');
  for (const path of trackedFiles()) cpSync(join(root, path), join(copy, path));
  cpSync(join(root, 'node_modules'), join(copy, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  npm(copy, 'pack', '--pack-destination', folder);
  rmSync(copy, { recursive: true });
  const [archive = 'no archive'] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  npm(folder, 'install', '--global', '--prefix', prefix, join(folder, archive));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(mosaic, args, { cwd: '/', encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('the package brings no sources and needs no other package', () => {
  expect(existsSync(join(installed, 'src'))).toBe(false);
  expect(existsSync(join(installed, 'node_modules'))).toBe(false);
});

test('it runs', () => {
  expect(run('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  const help = run('--help');
  expect(help).toMatchObject({ status: 0, stderr: '' });
  expect(help.stdout).toContain('Usage: mosaic');
});

test('every data folder that is in the checkout came along', () => {
  const folders = ['templates', 'presets', 'inventory', 'docs'].filter(
    (name) => trackedFiles(name).length > 0,
  );
  expect(folders.filter((name) => !existsSync(join(installed, name)))).toEqual([]);
});

test('host programs came along as they are packed', () => {
  expect(PROGRAMS.filter((name) => !existsSync(join(installed, `dist/host/${name}.mjs`)))).toEqual([]);
});

test('an old Node is told so in one line', () => {
  const launcher = join(installed, 'dist/mosaic.js');
  const pretend = "Object.defineProperty(process.versions, 'node', { value: '20.1.0' });";
  const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', preload, launcher], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^mosaic: this needs Node 24 or newer, and \S+ is v\S+\n$/);
});
