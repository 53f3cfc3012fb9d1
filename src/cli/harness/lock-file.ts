import { join } from 'node:path';
import { type HarnessLock, readLock } from '../../model/harness-lock.ts';
import { fail, type Result, succeed } from '../../model/problem.ts';
import { packageRoot } from '../package-root.ts';
import { shown } from '../shown-path.ts';
import { readTextFile } from '../text-file.ts';

export const LOCK_FILE = 'harness.lock';

export interface Locks {
  /** Of the fleet directory. */
  readonly own: HarnessLock;
  /** Of what the shipped runtimes install when nobody says a version, and of Node. */
  readonly shipped: HarnessLock;
}

/** Reads what is locked; a fleet directory without a lock has an empty one. */
export async function loadLocks(dir: string): Promise<Result<Locks>> {
  const shipped = await loadLock(join(packageRoot(), 'templates'));
  const own = await loadLock(dir);
  if (shipped.ok && own.ok) return succeed({ own: own.value, shipped: shipped.value });
  return fail([shipped, own].flatMap((one) => (one.ok ? [] : one.problems)));
}

/** An entry of the fleet directory's own counts before a shipped one. */
export function joinLocks({ own, shipped }: Locks): HarnessLock {
  return { ...shipped, ...own };
}

async function loadLock(folder: string): Promise<Result<HarnessLock>> {
  const file = await readTextFile(join(folder, LOCK_FILE));
  const path = shown(folder, LOCK_FILE);
  if (file.kind === 'absent') return succeed({});
  if (file.kind === 'text') return readLock(path, file.text);
  return fail([{ severity: 'error', message: `cannot read ${path}: ${file.why}` }]);
}
