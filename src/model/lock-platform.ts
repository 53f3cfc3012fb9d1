import * as z from 'zod';
import { byCodeUnit } from './by-code-unit.ts';
import type { Harness } from './harness.ts';
import {
  forPlatform,
  type LockedPackage,
  type LockedPlatform,
  lockText,
  type Platform,
  readLock,
} from './harness-lock.ts';
import { fail, type Problem, type Result, succeed } from './problem.ts';

const words = z.union([z.string(), z.array(z.string())]).optional();

const npmPackage = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  integrity: z.string().optional(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  os: words,
  cpu: words,
  libc: words,
  inBundle: z.boolean().optional(),
});

const npmLock = z.looseObject({ packages: z.record(z.string(), npmPackage) });

type NpmPackage = z.infer<typeof npmPackage>;

/** Takes from npm's lock file what one platform installs. A package for others is left out, as npm itself does. */
export function lockPlatform(harness: Harness, platform: Platform, npm: unknown): Result<LockedPlatform> {
  const parsed = npmLock.safeParse(npm);
  if (!parsed.success) return fault(harness, platform, 'npm wrote no lock that can be read');
  const own = Object.entries(parsed.data.packages).filter(
    ([path, one]) => path.startsWith('node_modules/') && one.inBundle !== true && isFor(one, platform),
  );
  const unsure = own.filter(([, { integrity }]) => !/(^|\s)sha512-/.test(integrity ?? ''));
  if (unsure.length > 0) {
    const names = unsure.map(([path]) => nameAt(path)).join(', ');
    return fault(harness, platform, `the registry tells no sha512 of ${names}`);
  }
  const packages = own
    .map(([path, one]) => lockPackage(path, one))
    .sort((a, b) => byCodeUnit(a.path, b.path));
  const program = forPlatform(harness.program, platform);
  if (!packages.some(({ path }) => program.startsWith(`${path}/`))) {
    return fault(harness, platform, `no package of it holds ${program}`);
  }
  const locked = { program, packages };
  // Names and versions are the registry's words until the lock's own rules have seen them.
  const checked = readLock(
    'what npm answered',
    lockText({ [`${harness.name}@${harness.version}`]: { [platform]: locked } }),
  );
  return checked.ok
    ? succeed(locked)
    : fault(harness, platform, checked.problems.map(({ message }) => message).join('; '));
}

function lockPackage(path: string, { name, version, integrity, bin }: NpmPackage): LockedPackage {
  const files = typeof bin === 'string' ? [bin] : Object.values(bin ?? {});
  return {
    path: path.slice('node_modules/'.length),
    name: name ?? nameAt(path),
    version: version ?? '',
    integrity: (integrity ?? '').split(/\s+/).find((one) => one.startsWith('sha512-')) ?? '',
    executables: [...new Set(files.map((file) => file.replace(/^(\.\/)+/, '')))].sort(byCodeUnit),
  };
}

function nameAt(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function isFor({ os, cpu, libc }: NpmPackage, platform: Platform): boolean {
  const [ownOs = '', ownCpu = ''] = platform.split('-');
  return allows(os, ownOs) && allows(cpu, ownCpu) && allows(libc, 'glibc');
}

/** As npm reads such lists: `!x` forbids, anything else is a list of what is allowed. */
function allows(list: NpmPackage['os'], own: string): boolean {
  const all = typeof list === 'string' ? [list] : (list ?? []);
  if (all.includes(`!${own}`)) return false;
  const allowed = all.filter((word) => !word.startsWith('!'));
  return allowed.length === 0 || allowed.includes(own) || allowed.includes('any');
}

function fault(harness: Harness, platform: Platform, why: string): Result<LockedPlatform> {
  const problem: Problem = {
    severity: 'error',
    message: `${harness.name} ${harness.version} for ${platform}: ${why}`,
  };
  return fail([problem]);
}
