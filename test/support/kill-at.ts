// Loaded before a program (`node --import`): from SIGUSR2 on it counts all that the program does to the world, writes each down, and
// kills the process with SIGKILL before the one of number MOSAIC_KILL_AT. MOSAIC_KILL_TRAIL names the file with what was done.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const at = Number(process.env['MOSAIC_KILL_AT'] ?? 0);
const trail = process.env['MOSAIC_KILL_TRAIL'] ?? '/dev/null';
// The real one: what is done here is not counted.
const { writeSync } = fs;
const log = fs.openSync(trail, 'a');
let count = -1;

process.on('SIGUSR2', () => {
  count = 0;
  writeSync(log, 'armed\n');
});

function step(name: string): void {
  if (count < 0) return;
  count += 1;
  writeSync(log, `${name}\n`);
  if (count === at) process.kill(process.pid, 'SIGKILL');
}

// biome-ignore lint/suspicious/noExplicitAny: whatever function stands there.
type Any = (...args: any[]) => any;

/** Opening to read, and making a folder that is there, change nothing. */
function changes(name: string, [path, how]: readonly unknown[]): boolean {
  if (name.startsWith('open')) return /[wax+]/.test(String(how));
  return !name.startsWith('mkdir') || !fs.existsSync(String(path));
}

function watchCalls(owner: Record<string, Any>, name: string): void {
  const real = owner[name];
  if (real === undefined) throw new Error(`there is no ${name}`);
  owner[name] = function (this: unknown, ...args) {
    if (changes(name, args)) step(name);
    return real.apply(this, args);
  };
}

const SYNC = [
  'openSync',
  'fsyncSync',
  'fdatasyncSync',
  'renameSync',
  'rmSync',
  'unlinkSync',
  'linkSync',
  'mkdirSync',
  'writeFileSync',
];
for (const name of [...SYNC, 'ftruncateSync']) watchCalls(fs as unknown as Record<string, Any>, name);
for (const name of ['open', 'rename', 'rm', 'unlink', 'link', 'mkdir', 'writeFile', 'appendFile']) {
  watchCalls(fs.promises as unknown as Record<string, Any>, name);
}

// Those of an open file are found at the first one that is opened.
const realOpen = fs.promises.open;
let isWatched = false;
fs.promises.open = async (...args: Parameters<typeof realOpen>) => {
  const file = await realOpen(...args);
  if (!isWatched)
    for (const name of ['writeFile', 'write', 'sync', 'datasync'])
      watchCalls(Object.getPrototypeOf(file), name);
  isWatched = true;
  return file;
};

// A write may also be cut in its middle.
fs.writeSync = ((file: number, bytes: Uint8Array, from: number, length?: number, ...more: unknown[]) => {
  step('writeSync');
  const size = length ?? bytes.length - from;
  if (count > 0 && count === at - 1 && size > 1) writeSync(file, bytes, from, Math.floor(size / 2));
  step('writeSync, half done');
  return (writeSync as Any)(file, bytes, from, length, ...more);
}) as typeof fs.writeSync;

const realFetch = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const what = `${init?.method ?? 'GET'} ${new URL(String(input)).pathname.replaceAll(/\d{6,}/g, '…')}`;
  step(what);
  const response = await realFetch(input, init);
  step(`${what}, done`);
  return response;
};

syncBuiltinESMExports();
