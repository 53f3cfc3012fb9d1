import { spawn } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Fault } from '../../provision/fault.ts';
import { npmFault } from './npm-fault.ts';

export type NpmResult = { readonly ok: true } | ({ readonly ok: false } & Fault);

// A registry that is not there must be told of before the user thinks that nothing happens.
const QUIET = [
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  // A version that was published a minute ago is there.
  '--prefer-online',
  '--loglevel=error',
  '--fetch-retry-mintimeout=500',
  '--fetch-retry-maxtimeout=3000',
];

/** Runs npm in a folder, with the user's own configuration: their registry, their proxy, their credentials. */
export async function runNpm(cwd: string, args: readonly string[]): Promise<NpmResult> {
  const found = await findNpm();
  if (found === null) {
    const why = 'npm is not installed: it comes with Node, and fetches harnesses';
    return { ok: false, why, next: 'npm --version' };
  }
  const [program = '', ...before] = found;
  return await new Promise((resolve) => {
    const child = spawn(program, [...before, ...args, ...QUIET], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const said: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    child.on('error', ({ message }) => resolve({ ok: false, why: `npm: ${message}`, next: 'npm --version' }));
    child.on('close', (code) => {
      if (code === 0) resolve({ ok: true });
      else resolve({ ok: false, ...npmFault(Buffer.concat(said).toString('utf8')) });
    });
  });
}

/** The words that start npm: that of the Node which runs this, else that of the PATH; `null`: there is none. */
async function findNpm(): Promise<readonly string[] | null> {
  const folders = [dirname(process.execPath), ...(process.env['PATH'] ?? '').split(delimiter)];
  for (const folder of folders.filter((one) => one !== '')) {
    const path = await realpath(join(folder, 'npm')).catch(() => null);
    if (path === null) continue;
    // The script itself: the `node` of the PATH may be too old for it.
    return path.endsWith('.js') ? [process.execPath, path] : [path];
  }
  return null;
}
