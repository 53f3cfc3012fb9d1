import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { measure, median, runChild } from './parts/measure.ts';
import { BUILT, mosaic } from './parts/real-fleet.ts';
import { fixed, note, printTable, writeResults } from './parts/report.ts';

const ROOT = join(import.meta.dirname, '..');
const STARTS = 20;
/** On a disk, new folders and files take what its file system takes: of 5,000 files from a tenth of a second to six. */
const IN_MEMORY = '/dev/shm';
const SIZES = [
  { agents: 100, hosts: 5, rounds: 5 },
  { agents: 1000, hosts: 50, rounds: 5 },
  { agents: 10_000, hosts: 500, rounds: 1 },
];

export async function cliBench(): Promise<void> {
  const starts = await startTimes();
  const sizes: Awaited<ReturnType<typeof compileTime>>[] = [];
  for (const size of SIZES) sizes.push(await compileTime(size));
  const bare = starts.find(([name]) => name === 'node -e 0')?.[1] ?? Number.NaN;
  printTable(
    'Start',
    ['', 'ms', '× node -e 0'],
    starts.map(([name, wall]) => [name, fixed(wall * 1000, 0), fixed(wall / bare, 2)]),
  );
  printTable(
    'mosaic fleet generate, dist',
    ['agents on hosts', 'command, s', 'CPU, s', 'pure generate, s', 'pure, µs an agent'],
    sizes.map(({ agents, hosts, wall, cpu, pure }) => [
      `${agents} on ${hosts}`,
      fixed(wall, 2),
      fixed(cpu, 2),
      fixed(pure, 3),
      fixed((pure / agents) * 1e6, 0),
    ]),
  );
  writeResults('cli', { starts, sizes });
}

/** Median wall seconds of a whole process, in turn. */
async function startTimes(): Promise<readonly (readonly [string, number])[]> {
  const programs: Readonly<Record<string, readonly string[]>> = {
    'node -e 0': [process.execPath, '-e', '0'],
    'dist --version': [...BUILT, '--version'],
    'sources --version': [process.execPath, join(ROOT, 'src/main.ts'), '--version'],
    './mosaic --version': [join(ROOT, 'mosaic'), '--version'],
    'dist fleet --help': [...BUILT, 'fleet', '--help'],
  };
  const walls = new Map<string, number[]>();
  for (let round = 0; round <= STARTS; round += 1) {
    for (const [name, argv] of Object.entries(programs)) {
      const { wall } = await measure(() => runChild(argv));
      // The first fills the caches.
      if (round > 0) walls.set(name, [...(walls.get(name) ?? []), wall]);
    }
  }
  return [...walls].map(([name, own]) => [name, median(own)]);
}

async function compileTime({ agents, hosts, rounds }: (typeof SIZES)[number]) {
  const dir = mkdtempSync(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'mosaic-bench-roster-'));
  writeRoster(dir, agents, hosts);
  const whole = [];
  const pure = [];
  for (let round = 0; round < rounds; round += 1) {
    whole.push(await measure(() => mosaic(BUILT, dir, 'generate', '--out', join(dir, `out-${round}`))));
    pure.push(
      Number(await runChild([process.execPath, join(import.meta.dirname, 'parts/generate-process.ts'), dir])),
    );
  }
  rmSync(dir, { recursive: true });
  note(`${agents} agents`);
  const [wall, cpu] = [median(whole.map((cost) => cost.wall)), median(whole.map((cost) => cost.cpu))];
  return { agents, hosts, wall, cpu, pure: median(pure) };
}

function writeRoster(dir: string, agents: number, hosts: number): void {
  const all = Array.from({ length: agents }, (_, index) => ({
    name: `a-${index}`,
    role: 'coder',
    host: `h-${index % hosts}`,
    instructions: `You are number ${index}. ${'Keep the tests green. '.repeat(5)}`,
    env: { NUMBER: String(index) },
    limits: { memory: '4G' },
  }));
  const [orchestrator, ...others] = all;
  const roster = { apiVersion: 'mosaic.fleet/v1', fleet: 'wide', defaults: { runtime: 'echo' } };
  writeFileSync(join(dir, 'roster.yaml'), stringify({ ...roster, orchestrator, agents: others }));
  mkdirSync(join(dir, 'inventory'));
  const known = Array.from({ length: hosts }, (_, index) => [
    `h-${index}`,
    { address: `10.0.${Math.floor(index / 200)}.${(index % 200) + 1}` },
  ]);
  const inventory = { apiVersion: 'mosaic.inventory/v1', hosts: Object.fromEntries(known) };
  writeFileSync(join(dir, 'inventory/hosts.yaml'), stringify(inventory));
}
