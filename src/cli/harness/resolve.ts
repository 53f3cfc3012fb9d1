import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Harness } from '../../model/harness.ts';
import {
  forPlatform,
  type LockedHarness,
  type LockedPlatform,
  lockKey,
  PLATFORMS,
  type Platform,
} from '../../model/harness-lock.ts';
import { lockPlatform } from '../../model/lock-platform.ts';
import { fail, type Problem, type Result, succeed } from '../../model/problem.ts';
import { runNpm } from './npm.ts';

/** Asks the registry what a harness installs, for each platform. Warns of a platform that it is not published for. */
export async function resolveHarness(harness: Harness): Promise<Result<LockedHarness>> {
  const found = await Promise.all(PLATFORMS.map((platform) => resolvePlatform(harness, platform)));
  const missing = found.flatMap((one) => (one.ok ? [] : one.problems));
  const locked = PLATFORMS.flatMap((platform, index) => {
    const one = found[index];
    return one?.ok === true ? [[platform, one.value] as const] : [];
  });
  // What keeps it from all platforms is told of one.
  if (locked.length === 0) return fail(missing.slice(-1));
  return succeed(
    Object.fromEntries(locked),
    missing.map((problem): Problem => ({ ...problem, severity: 'warning' })),
  );
}

async function resolvePlatform(harness: Harness, platform: Platform): Promise<Result<LockedPlatform>> {
  const folder = await mkdtemp(join(tmpdir(), 'mosaic-lock-'));
  try {
    const dependencies = { [forPlatform(harness.package, platform)]: harness.version };
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
    const [os = '', cpu = ''] = platform.split('-');
    const target = [`--os=${os}`, `--cpu=${cpu}`, '--libc=glibc'];
    // npm takes a package of another platform only by force, and then does not look at engines.
    const strict = harness.package.includes('{platform}') ? '--force' : '--engine-strict';
    const done = await runNpm(folder, ['install', '--package-lock-only', strict, ...target]);
    if (!done.ok) {
      const message = `${lockKey(harness)} for ${platform}: ${done.why}`;
      return fail([{ severity: 'error', message, hint: done.next }]);
    }
    return lockPlatform(
      harness,
      platform,
      JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
