import { join } from 'node:path';
import type { Harness } from '../../model/harness.ts';
import { type HarnessLock, type LockedHarness, lockKey, lockText } from '../../model/harness-lock.ts';
import type { Problem } from '../../model/problem.ts';
import { writeTextFile } from '../write-text-file.ts';
import type { FleetHarnesses } from './fleet-harnesses.ts';
import { LOCK_FILE } from './lock-file.ts';
import { resolveHarness } from './resolve.ts';

export interface Locked {
  readonly added: readonly { readonly harness: Harness; readonly locked: LockedHarness }[];
  /** Keys of entries that nothing needs any more. */
  readonly removed: readonly string[];
  /** Errors: these could not be locked, and the others were. */
  readonly problems: readonly Problem[];
}

/** Asks the registry for what is not locked, and writes harness.lock. Entries that are there stay byte for byte. */
export async function lockMissing(dir: string, { harnesses, locks }: FleetHarnesses): Promise<Locked> {
  const missing = harnesses.filter(({ locked }) => locked === null).map(({ harness }) => harness);
  const results = await Promise.all(
    missing.map(async (harness) => ({ harness, result: await resolveHarness(harness) })),
  );
  const added = results.flatMap(({ harness, result }) =>
    result.ok ? [{ harness, locked: result.value }] : [],
  );
  const needed = new Set(harnesses.map(({ harness }) => lockKey(harness)));
  const removed = Object.keys(locks.own).filter((key) => !needed.has(key));
  const kept = Object.entries(locks.own).filter(([key]) => needed.has(key));
  const fresh = added.map(({ harness, locked }) => [lockKey(harness), locked] as const);
  const lock: HarnessLock = Object.fromEntries([...kept, ...fresh]);
  if (added.length + removed.length > 0) await writeTextFile(join(dir, LOCK_FILE), lockText(lock));
  const problems = results.flatMap(({ result }) => (result.ok ? result.warnings : result.problems));
  return { added, removed, problems };
}
