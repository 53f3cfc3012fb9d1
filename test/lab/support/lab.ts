import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import {
  createLab,
  downLab,
  type HostRequest,
  hostOf,
  installLabPackages,
  type Lab,
  type LabHost,
  missingForLab,
} from '../../../src/lab/index.ts';

/** Long enough to build both images on a slow machine; a boot takes a second. */
const firstBuild = 300_000;

export interface UsedLab {
  readonly lab: () => Lab;
  readonly host: (name: string) => LabHost;
}

/**
 * `describe` on real hosts. Without root its tests are skipped, loudly; with REQUIRE_ALL=1 that is a failure.
 * Default time for one test is a minute.
 */
export function describeLab(title: string, body: () => void): void {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && process.env['REQUIRE_ALL'] === '1') {
    throw new Error(`"${title}" needs root for its staging hosts: run the tests with sudo`);
  }
  if (!isRoot)
    console.warn(
      `\n=== SKIPPED: ${title}: staging hosts need root (sudo); REQUIRE_ALL=1 makes this fail ===\n`,
    );
  describe.skipIf(!isRoot)(title, { timeout: 60_000 }, () => {
    beforeAll(requireMachine, firstBuild);
    body();
  });
}

/**
 * A lab of these hosts from before the first test of the `describe` to after its last. A name alone is a host whose
 * user is `operator`; suites alternate: first Debian 12, second Debian 13.
 */
export function useLab(...hosts: readonly (string | HostRequest)[]): UsedLab {
  let made: Lab | null = null;
  beforeAll(async () => {
    made = await createLab({ id: uniqueId(), hosts: hosts.map(asRequest), log: console.warn });
  }, firstBuild);
  afterAll(async () => {
    if (made) await downLab(made.id);
  }, 60_000);
  const lab = () => {
    if (!made) throw new Error('the lab is there only while tests run');
    return made;
  };
  return { lab, host: (name) => hostOf(lab(), name) };
}

export function uniqueId(): string {
  return `test-${randomBytes(4).toString('hex')}`;
}

function asRequest(host: string | HostRequest, index: number): HostRequest {
  if (typeof host !== 'string') return host;
  return { name: host, suite: index % 2 === 0 ? 'bookworm' : 'trixie', user: 'operator' };
}

async function requireMachine(): Promise<void> {
  await installLabPackages();
  const missing = await missingForLab();
  if (missing.length > 0)
    throw new Error(`this machine cannot run staging hosts:\n  ${missing.join('\n  ')}`);
}
