import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** Wall seconds, and seconds of CPU (user and system) of this process and all children that it has waited for. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

const TICKS_A_SECOND = 100;

function cpuSoFar(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
  // utime, stime, cutime and cstime.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_A_SECOND;
}

export async function measure(work: () => Promise<unknown>): Promise<Cost> {
  const cpu = cpuSoFar();
  const begun = performance.now();
  await work();
  return { wall: (performance.now() - begun) / 1000, cpu: cpuSoFar() - cpu };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? Number.NaN, sorted[middle] ?? Number.NaN];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** The least value that so many percent of them do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? Number.NaN;
}

/** What `./mosaic` sets too, so that types are stripped once. */
export const COMPILE_CACHE = {
  NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/compile'),
};

/** What hangs is ended, and is a failure. */
const LONGEST_MS = 300_000;

export interface Child {
  readonly stdin?: Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end; gives its stdout. Throws with its last words unless it exits 0. */
export async function runChild(argv: readonly string[], { stdin, env }: Child = {}): Promise<string> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
  });
  const said: Buffer[] = [];
  const words: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => words.push(chunk));
  child.stdin.on('error', () => undefined).end(stdin);
  const [code] = (await once(child, 'close')) as [number | null];
  const stdout = Buffer.concat(said).toString('utf8');
  if (code === 0) return stdout;
  const last = `${stdout}\n${Buffer.concat(words)}`.trim().split('\n').slice(-15).join('\n');
  throw new Error(`${argv.slice(0, 4).join(' ')}… exited with ${code}:\n${last}`);
}
