import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { archiveFolder, fetchArchives } from '../../../src/cli/harness/archives.ts';
import { resolveHarness } from '../../../src/cli/harness/resolve.ts';
import type { Harness } from '../../../src/model/harness.ts';
import type { LockedPackage, LockedPlatform } from '../../../src/model/harness-lock.ts';
import type { HarnessArchive } from '../../../src/provision/harness-store.ts';
import { integrityOf, npmArchive, TOOL, toolPackages, toolText } from '../../support/registry/npm-archive.ts';
import { openRegistry, type Registry } from '../../support/registry/registry.ts';

// The real npm, against a registry of our own.
let registry: Registry;
let home: string;

beforeEach(async () => {
  registry = await openRegistry();
  home = mkdtempSync(join(tmpdir(), 'mosaic-npm-'));
  vi.stubEnv('npm_config_registry', registry.url);
  vi.stubEnv('npm_config_cache', join(home, 'npm'));
  vi.stubEnv('XDG_CACHE_HOME', home);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await registry.close();
  rmSync(home, { recursive: true, force: true });
});

const tool = (version: string): Harness => ({ ...TOOL, name: 'tool', version });

async function locked(version = '1.0.0'): Promise<LockedPlatform> {
  const result = await resolveHarness(tool(version));
  const found = result.ok ? result.value['linux-x64'] : undefined;
  if (found === undefined) throw new Error(JSON.stringify(result));
  return found;
}

async function bytesOf(archive: HarnessArchive | undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive?.read() ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('locking', () => {
  test('takes the exact version, its dependencies, and of platforms only one', async () => {
    registry.publish(...toolPackages('1.0.0'), ...toolPackages('1.0.1').slice(0, 4));
    const { program, packages } = await locked();
    expect(program).toBe('@x/tool-linux-x64/bin/tool');
    expect(packages.map(({ path, version, executables }) => [path, version, executables])).toEqual([
      ['@x/leaf', '1.0.7', []],
      ['@x/tool', '1.0.0', ['cli.js']],
      ['@x/tool-linux-x64', '1.0.0', []],
    ]);
  });

  test('a platform that it is not published for is told, and the others are locked', async () => {
    registry.publish(...toolPackages('1.0.0').filter(({ name }) => name !== '@x/tool-linux-arm64'));
    const result = await resolveHarness(tool('1.0.0'));
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    expect(Object.keys(result.value)).toEqual(['linux-x64']);
    expect(result.warnings.map(({ message }) => message)).toEqual([
      'tool 1.0.0 for linux-arm64: no package of it holds @x/tool-linux-arm64/bin/tool',
    ]);
  });

  test('a version that is not there, and a package that needs another Node, are told', async () => {
    registry.publish(...toolPackages('1.0.0'));
    const missing = await resolveHarness(tool('9.9.9'));
    expect(missing.ok ? [] : missing.problems[0]).toMatchObject({
      message: expect.stringContaining('tool@9.9.9 for linux-x64: the npm registry does not have it'),
      hint: 'npm view @x/tool versions',
    });
    registry.publish({ ...toolPackages('2.0.0')[0], engines: { node: '>=99' } } as never);
    const engine = await resolveHarness(tool('2.0.0'));
    expect(engine.ok ? [] : engine.problems[0]?.message).toContain('is not written for this Node');
  });

  test('a registry that is not there is told with what to type', async () => {
    await registry.close();
    const result = await resolveHarness(tool('1.0.0'));
    expect(result.ok ? [] : result.problems[0]).toMatchObject({
      message: expect.stringContaining('the npm registry cannot be reached (ECONNREFUSED)'),
      hint: 'npm config get registry',
    });
  });
});

describe('fetching', () => {
  test('gives the bytes of the lock, in its order; the second time nobody is asked', async () => {
    const all = toolPackages('1.0.0');
    registry.publish(...all);
    const { packages } = await locked();
    const archives = await fetchArchives(packages);
    const wanted = packages.map(({ integrity }) => integrity);
    expect(await Promise.all(archives.map(async (one) => integrityOf(await bytesOf(one))))).toEqual(wanted);
    expect(archives.every(({ unpacked, size }) => unpacked > size)).toBe(true);
    await registry.close();
    expect(await fetchArchives(packages)).toHaveLength(3);
  });

  test('other bytes than the lock says are refused, and not kept', async () => {
    registry.publish(...toolPackages('1.0.0'));
    const { packages } = await locked();
    vi.stubEnv('npm_config_cache', join(home, 'other'));
    const [, part] = toolPackages('1.0.0', toolText('1.0.0', 'echo stolen\n'));
    registry.replace('@x/tool-linux-x64', npmArchive(part as never));
    await expect(fetchArchives(packages)).rejects.toThrow(
      'the registry gives other bytes than harness.lock says, of @x/tool-linux-x64@1.0.0',
    );
  });

  test('an archive that was damaged here is fetched again', async () => {
    registry.publish(...toolPackages('1.0.0'));
    const { packages } = await locked();
    await fetchArchives(packages);
    const [file = ''] = readdirSync(archiveFolder()).filter((name) => name.endsWith('.tgz'));
    const path = join(archiveFolder(), file);
    const before = readFileSync(path);
    writeFileSync(path, 'rubbish');
    await fetchArchives(packages);
    expect(readFileSync(path)).toEqual(before);
  });

  test('a registry that is gone is told', async () => {
    registry.publish(...toolPackages('1.0.0'));
    const { packages } = await locked();
    vi.stubEnv('npm_config_cache', join(home, 'other'));
    await registry.close();
    await expect(fetchArchives(packages as LockedPackage[])).rejects.toMatchObject({
      message: expect.stringContaining('cannot be reached'),
      next: 'npm config get registry',
    });
  });
});
