import { readFile, writeFile } from 'node:fs/promises';

const file = '/proc/sys/fs/inotify/max_user_instances';

/** Root's watchers are counted over all hosts, about 5 a host; Debian's limit of 128 stops the 25th from booting. */
export function neededInstances(hosts: number, have: number): number {
  return hosts * 6 <= have ? have : Math.max(4096, hosts * 6);
}

/** Raises this machine's limit, until its next boot, when so many hosts need it. */
export async function raiseLimits(hosts: number, log: (line: string) => void): Promise<void> {
  const have = Number(await readFile(file, 'utf8'));
  const need = neededInstances(hosts, have);
  if (need === have) return;
  await writeFile(file, `${need}`);
  log(
    `raised fs.inotify.max_user_instances from ${have} to ${need}, until this machine restarts: ${hosts} hosts need it`,
  );
}
