import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Sample } from './deploy-tables.ts';
import { type BenchHost, clear, sshConfig } from './hosts.ts';
import { COMPILE_CACHE, measure, runChild } from './measure.ts';
import { note } from './report.ts';

const ROOT = join(import.meta.dirname, '../..');

export const REAL = 'real';

/** A fleet of echo agents, so many a host; together with the sidecar 20 services are 19 agents. */
export const AGENTS = 19;

export function writeFleet(hosts: readonly BenchHost[], agentsEach = AGENTS): string {
  const dir = mkdtempSync(join(tmpdir(), 'mosaic-bench-fleet-'));
  const agents = hosts.flatMap(({ host }, index) =>
    Array.from({ length: agentsEach }, (_, number) => ({ name: `a${index}-${number}`, host: host.name })),
  );
  const [orchestrator, ...others] = agents;
  const roster = { apiVersion: 'mosaic.fleet/v1', fleet: REAL, defaults: { runtime: 'echo' } };
  writeFileSync(join(dir, 'roster.yaml'), stringify({ ...roster, orchestrator, agents: others }));
  const known = hosts.map(({ host: { name, address, port, user, hostKey, identity } }) => [
    name,
    { address, port, user, hostKey, identity },
  ]);
  mkdirSync(join(dir, 'inventory'));
  const inventory = { apiVersion: 'mosaic.inventory/v1', hosts: Object.fromEntries(known) };
  writeFileSync(join(dir, 'inventory/hosts.yaml'), stringify(inventory));
  return dir;
}

export const BUILT = [process.execPath, join(ROOT, 'dist/mosaic.js')];
const SOURCES = [process.execPath, join(ROOT, 'src/main.ts')];

export function mosaic(program: readonly string[], dir: string, ...args: readonly string[]): Promise<string> {
  return runChild([...program, '-C', dir, 'fleet', ...args], { env: { NO_COLOR: '1', ...COMPILE_CACHE } });
}

/** The whole command line on a real fleet, into `samples`: reading, checking and compiling the roster, and real agents to start. */
export async function realFleet(
  hosts: readonly BenchHost[],
  rtt: number,
  rounds: number,
  samples: Sample[],
): Promise<void> {
  const dir = writeFleet(hosts);
  const config = sshConfig(hosts, `f${rtt}`);
  await Promise.all(hosts.map(clear));
  const take = async (contender: string, phase: string, work: () => Promise<unknown>) => {
    samples.push({ contender, hosts: hosts.length, rtt, phase, ...(await measure(work)) });
  };
  const deploy = (program: readonly string[]) => mosaic(program, dir, 'deploy', '--yes');
  await take('dist', 'first', () => deploy(BUILT));
  for (let round = 0; round < rounds; round += 1) {
    await take('ssh host true', 'unchanged', () =>
      Promise.all(hosts.map(({ host }) => runChild(['ssh', '-F', config, host.name, 'true']))),
    );
    await take('dist', 'unchanged', () => deploy(BUILT));
    if (hosts.length === 1) await take('sources', 'unchanged', () => deploy(SOURCES));
  }
  changeOneAgent(dir);
  await take('dist', 'one agent', () => deploy(BUILT));
  await Promise.all(hosts.map(clear));
  rmSync(dir, { recursive: true });
  note(`a real fleet on ${hosts.length} hosts, ${rtt} ms`);
}

function changeOneAgent(dir: string): void {
  const file = join(dir, 'roster.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/( +)- name: a0-1\n/, '$&$1  instructions: Be brief.\n'));
}
