import * as z from 'zod';
import { byCodeUnit } from './by-code-unit.ts';
import { canonicalJson } from './canonical-json.ts';
import { EXACT_VERSION, type Harness } from './harness.ts';
import { fail, type Result, succeed } from './problem.ts';
import { sha256 } from './sha256.ts';

/** What hosts can be: systems with glibc. Sorted. */
export const PLATFORMS = ['linux-arm64', 'linux-x64'] as const;

export type Platform = (typeof PLATFORMS)[number];

// All of these become words of a list that a host takes apart at blanks, and paths below one folder.
const SEGMENT = '(?:@[A-Za-z0-9_-][A-Za-z0-9._~-]*/)?[A-Za-z0-9_-][A-Za-z0-9._~-]*';
const PACKAGE_NAME = new RegExp(`^(?=.{1,214}$)${SEGMENT}$`);
const PACKAGE_PATH = new RegExp(`^(?=.{1,1000}$)${SEGMENT}(?:/node_modules/${SEGMENT})*$`);
const FILE_PATH = /^(?=.{1,500}$)(?!(?:.*\/)?\.{1,2}(?:\/|$))(?!.*\/\/)[A-Za-z0-9@._+-][A-Za-z0-9@._+/-]*$/;
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/;

const lockedPackage = z.strictObject({
  path: z.string().regex(PACKAGE_PATH),
  name: z.string().regex(PACKAGE_NAME),
  version: z.string().regex(/^[0-9A-Za-z.+-]{1,100}$/),
  integrity: z.string().regex(SHA512),
  executables: z.array(z.string().regex(FILE_PATH)).readonly(),
});

const lockedPlatform = z.strictObject({
  program: z.string().regex(FILE_PATH),
  packages: z.array(lockedPackage).min(1).readonly(),
});

const lockSchema = z.strictObject({
  version: z.literal(1),
  harnesses: z.record(
    z.string().refine((key) => EXACT_VERSION.test(key.slice(key.indexOf('@') + 1))),
    z.partialRecord(z.enum(PLATFORMS), lockedPlatform),
  ),
});

/** One npm package: where it lies below `node_modules`, what its archive's sha512 is, and which of its files are executed. */
export type LockedPackage = z.infer<typeof lockedPackage>;

/** All packages of a harness on one platform, sorted by path; `program` lies below `node_modules`. */
export type LockedPlatform = z.infer<typeof lockedPlatform>;

export type LockedHarness = Readonly<Partial<Record<Platform, LockedPlatform>>>;

/** By `name@version`. */
export type HarnessLock = Readonly<Record<string, LockedHarness>>;

export function lockKey({ name, version }: Pick<Harness, 'name' | 'version'>): string {
  return `${name}@${version}`;
}

/** Reads harness.lock. `file` is what problems call it. */
export function readLock(file: string, text: string): Result<HarnessLock> {
  const parsed = lockSchema.safeParse(jsonOf(text));
  if (parsed.success) return succeed(parsed.data.harnesses);
  const at = parsed.error.issues[0]?.path.join('.') ?? '';
  const message = `${file} is no lock of harnesses${at === '' ? '' : `: ${at} is not valid`}`;
  return fail([
    { severity: 'error', message, hint: `remove it, then  mosaic fleet harness lock  makes it again` },
  ]);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The text of harness.lock: the same for equal locks, and without any address. */
export function lockText(harnesses: HarnessLock): string {
  return canonicalJson({ version: 1, harnesses });
}

/** With the platform in the place of `{platform}`. */
export function forPlatform(text: string, platform: Platform): string {
  return text.replaceAll('{platform}', platform);
}

/** What is locked for a harness; `null`: nothing, or it is of another package or program. */
export function lockedHarness(lock: HarnessLock, harness: Harness): LockedHarness | null {
  const key = lockKey(harness);
  const locked = Object.hasOwn(lock, key) ? lock[key] : undefined;
  const platforms = PLATFORMS.filter((platform) => locked?.[platform] !== undefined);
  if (locked === undefined || platforms.length === 0) return null;
  const isSame = platforms.every((platform) => isOf(harness, platform, locked[platform]));
  return isSame ? locked : null;
}

function isOf(harness: Harness, platform: Platform, locked: LockedPlatform | undefined): boolean {
  const path = forPlatform(harness.package, platform);
  const own = locked?.packages.find((entry) => entry.path === path);
  return own?.version === harness.version && locked?.program === forPlatform(harness.program, platform);
}

/** What an installed harness is known by: digests by platform. They depend on all that is installed, and on nothing else. */
export function lockDigests(
  harness: Pick<Harness, 'name' | 'version'>,
  locked: LockedHarness,
): Readonly<Record<string, string>> {
  const digests = Object.entries(locked)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([platform, one]) => [platform, lockDigest(harness, one)] as const);
  return Object.fromEntries(digests);
}

export function lockDigest({ name, version }: Pick<Harness, 'name' | 'version'>, locked: LockedPlatform) {
  return sha256(canonicalJson({ name, version, ...locked }));
}
