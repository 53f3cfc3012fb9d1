import { readFile } from 'node:fs/promises';
import { processesOf } from './cgroup.ts';
import type { LabHost } from './record.ts';

/** Number, outside, of the host's PID 1; null when it does not run. */
export async function initOf(host: LabHost): Promise<number | null> {
  for (const pid of await processesOf(host)) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    if (isInit(status)) return pid;
  }
  return null;
}

/** PID 1 one name space further in than ours. A name space within the host has one number more. */
export function isInit(status: string): boolean {
  return /^NSpid:\t\d+\t1$/m.test(status);
}
