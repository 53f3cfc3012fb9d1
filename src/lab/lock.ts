import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { searchPath } from './command.ts';

/**
 * Runs `work` while no other process holds the lock on `file`; waits as long as it takes.
 * The lock belongs to a `flock` child that ends with its stdin: it is free again however this process ends.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const release = await take(file);
  try {
    return await work();
  } finally {
    await release();
  }
}

function take(file: string): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const child = spawn('flock', ['-x', file, 'sh', '-c', 'echo locked && exec cat'], {
      env: { PATH: searchPath },
      // A Ctrl-C is this process' to answer; the lock holds until it has.
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = new Promise<void>((done) => child.once('close', () => done()));
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`cannot lock ${file}: flock exited with ${code}`)));
    child.stdout.once('data', () =>
      resolve(() => {
        child.stdin.end();
        return ended;
      }),
    );
  });
}
