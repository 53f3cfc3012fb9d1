import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failureSchema } from '../../../src/model/contract-failure.ts';
import { type FleetFolder, fleetFolder, runFleet } from '../support/fleet-folder.ts';

const RUNTIME = `name: tool
summary: for tests
model: none
startWithin: 5s
nativeBeat: false
screens: { waiting: [], busy: [], idle: [] }
input: { refuseStart: [] }
harness: { package: "@x/tool", version: "1.0.0", program: "@x/tool/cli.js", node: true }
`;

const ROSTER = `apiVersion: mosaic.fleet/v1
fleet: home
defaults: { runtime: tool }
orchestrator: { name: mos, host: here }
`;

let folder: FleetFolder;
beforeEach(() => {
  folder = fleetFolder({
    'roster.yaml': ROSTER,
    'inventory/hosts.yaml': 'apiVersion: mosaic.inventory/v1\nhosts: { here: { connection: local } }\n',
    'templates/runtimes/tool/runtime.yaml': RUNTIME,
    'templates/runtimes/tool/start.sh': '#!/bin/sh\nexec cat\n',
  });
});
afterEach(() => folder.remove());

// Nothing listens on port 1.
const away = { 'npm_config_@x:registry': 'http://127.0.0.1:1' };

test('what is not locked is named with the command that locks it', () => {
  const { status, stderr } = runFleet(['generate'], folder.dir);
  expect([status, stderr]).toEqual([
    2,
    expect.stringContaining('harness.lock does not say what tool@1.0.0 installs'),
  ]);
  expect(stderr).toContain('mosaic fleet harness lock');
  const { stdout } = runFleet(['harness', 'list'], folder.dir);
  expect(stdout).toMatch(/^node +24\.21\.0 +shipped +linux-arm64 linux-x64 +here$/m);
  expect(stdout).toMatch(/^tool +1\.0\.0 +no: mosaic fleet harness lock +here$/m);
});

test('a registry that cannot be reached ends it, and nothing is written', () => {
  const { status, stdout } = runFleet(['harness', 'lock', '--json'], folder.dir, away);
  const { error } = failureSchema.parse(JSON.parse(stdout));
  expect([status, error.exitCode]).toEqual([1, 1]);
  expect(error.message).toContain('the npm registry cannot be reached (ECONNREFUSED)');
  expect(existsSync(join(folder.dir, 'harness.lock'))).toBe(false);
});
