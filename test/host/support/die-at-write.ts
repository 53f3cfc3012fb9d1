import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// Not the syncs: a death before one leaves what a death after it leaves.
const WRITES = [
  'writeSync',
  'renameSync',
  'writeFileSync',
  'appendFileSync',
  'rmSync',
  'copyFileSync',
  'ftruncateSync',
] as const;

const ASYNC_WRITES = ['open', 'rename', 'rm'] as const;

/**
 * Kills this process with SIGKILL at its write number `number`: a message to the parent counts as one. A write to a file is left half done, which
 * is the worst that can be. `0` only counts. Returns how many there were.
 */
export function dieAtWrite(number: number): () => number {
  let count = 0;
  const isTime = () => {
    count += 1;
    return count === number;
  };
  const die = () => process.kill(process.pid, 'SIGKILL');
  const all = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of WRITES) {
    const real = all[name];
    if (real === undefined) throw new Error(`node:fs has no ${name}`);
    all[name] = (...args) => {
      if (isTime()) {
        const bytes = args[1];
        if (name === 'writeSync' && Buffer.isBuffer(bytes))
          real(args[0], bytes.subarray(0, bytes.length >> 1));
        die();
      }
      return real(...args);
    };
  }
  const later = fs.promises as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of ASYNC_WRITES) {
    const real = later[name];
    if (real === undefined) throw new Error(`node:fs/promises has no ${name}`);
    later[name] = (...args) => {
      if (isTime()) die();
      return real(...args);
    };
  }
  syncBuiltinESMExports();
  const send = process.send?.bind(process);
  process.send = (...args: unknown[]) => {
    if (isTime()) die();
    return (send as ((...all: unknown[]) => boolean) | undefined)?.(...args) ?? false;
  };
  return () => count;
}
