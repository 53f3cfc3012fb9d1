import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deployScripts } from '../../src/cli/fleet/deploy-actor.ts';
import type { FetchedHarness, HarnessStore } from '../../src/provision/harness-store.ts';
import { type InstallProgress, installHarnesses } from '../../src/provision/install-harnesses.ts';
import { planHost } from '../../src/provision/plan-host.ts';
import { openLocal } from '../../src/remote/local.ts';
import type { Transport } from '../../src/remote/transport.ts';
import { integrityOf, npmArchive, toolPackages } from '../support/registry/npm-archive.ts';
import { FLEET, sampleBundle } from './support/sample-bundle.ts';
import { emptyHost } from './support/simulated-host.ts';

// This machine is the host, in a home of its own.
let home: string;
let transport: Transport;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mosaic-install-'));
  vi.stubEnv('HOME', home);
  transport = openLocal('here');
});
afterEach(async () => {
  await transport.close();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

const sample = { agents: { a: { memory: 1, role: 'coder' } }, script: 'v1', boot: 'v1', recover: 'v1' };
const install = {
  harness: 'tool',
  version: '1.0.0',
  platform: 'linux-x64',
  digest: 'd'.repeat(64),
  isRepair: false,
};

/** One package, as the registry gave it; `given` is what is sent of it. */
function storeOf(given = (bytes: Buffer) => bytes): HarnessStore {
  const own = toolPackages('1.0.0').filter(({ name }) => name === '@x/tool-linux-x64');
  const bytes = own.map(npmArchive);
  const packages = own.map(({ name, version }, index) => {
    const integrity = integrityOf(bytes[index] ?? Buffer.alloc(0));
    return { path: name, name, version, integrity, executables: [] };
  });
  const fetched: FetchedHarness = {
    locked: { program: '@x/tool-linux-x64/bin/tool', packages },
    archives: bytes.map((one) => ({
      size: one.length,
      unpacked: 100_000_000,
      read: async function* () {
        yield given(one);
      },
    })),
  };
  return { fetch: async () => fetched };
}

async function run(store: HarnessStore, free: number | null = null): Promise<readonly string[]> {
  const told: InstallProgress[] = [];
  const plan = { ...planHost(sampleBundle(sample), 'h', emptyHost().facts), installs: [install], free };
  try {
    await installHarnesses(transport, deployScripts(), plan, { store, onProgress: (one) => told.push(one) });
  } finally {
    expect(told.at(-1)?.state.kind).toBe('done');
  }
  return told.map(({ state }) => state.kind);
}

const place = () => join(home, `.local/share/mosaic/${FLEET}/harness/tool/1.0.0`);

test('what a plan lists is installed, and told', async () => {
  expect(await run(storeOf())).toEqual(['fetching', 'sending', 'sending', 'done']);
  expect(existsSync(join(place(), '.complete'))).toBe(true);
});

test('room on the disk is looked at before anything is sent', async () => {
  await expect(run(storeOf(), 120_000_000)).rejects.toMatchObject({
    message: 'harness tool 1.0.0 needs 167 MB of disk, and 120 MB are free',
    next: 'mosaic fleet deploy h',
  });
  expect(existsSync(join(home, '.local'))).toBe(false);
});

test('what the host says against it is told', async () => {
  const other = storeOf((bytes) => Buffer.from(bytes).fill(0, 20, 30));
  await expect(run(other)).rejects.toMatchObject({
    message: 'harness tool 1.0.0: the archive of @x/tool-linux-x64 is not the one that is locked',
  });
  expect(existsSync(place())).toBe(false);
});

test('an archive that breaks off on its way is told', async () => {
  const torn = storeOf((bytes) => {
    throw new Error(`the disk lost it after ${bytes.length}`);
  });
  await expect(run(torn)).rejects.toMatchObject({
    message: 'harness tool 1.0.0: the packages did not arrive whole',
  });
});
