import { parseArgs } from 'node:util';
import { sha256 } from '../src/model/sha256.ts';
import { ansibleIdiomatic, ansibleTuned, endConnections } from './parts/ansible.ts';
import { rsyncSsh, sshTrue, tarSsh } from './parts/by-ssh.ts';
import type { Contender, Task } from './parts/contender.ts';
import { deployTables, type Sample } from './parts/deploy-tables.ts';
import { giveForeignTools } from './parts/foreign-tools.ts';
import { type BenchHost, behindDelay, clear, direct, expectDone, sshConfig, withLab } from './parts/hosts.ts';
import { measure } from './parts/measure.ts';
import { type Many, manyHosts, oursCold, oursWarm } from './parts/our-contenders.ts';
import { realFleet } from './parts/real-fleet.ts';
import { note, writeResults } from './parts/report.ts';
import { CHANGED_FILE, layOut, UNITS, type Work, workOf } from './parts/work.ts';

const CONTENDERS: readonly Contender[] = [sshTrue, tarSsh, rsyncSsh, ansibleTuned, oursCold, oursWarm];
const PHASES = ['first', 'unchanged', 'one file'] as const;

interface Wish {
  readonly hosts: readonly number[];
  readonly rounds: number;
  /** After which no further round begins. */
  readonly minutes: number;
  readonly parts: readonly string[];
}

function wishOf(args: readonly string[]): Wish {
  const options = {
    hosts: { type: 'string', default: '1,2,8' },
    rounds: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '10' },
    parts: { type: 'string', default: 'cells,idiomatic,fleet,many' },
  } as const;
  const { hosts, rounds, minutes, parts } = parseArgs({ args: [...args], options }).values;
  return {
    hosts: hosts.split(',').map(Number),
    rounds: Number(rounds),
    minutes: Number(minutes),
    parts: parts.split(','),
  };
}

/** Options: `--hosts 1,2,8`, `--rounds 5`, `--minutes 10`, `--parts cells,idiomatic,fleet,many`. */
export async function deployBench(args: readonly string[]): Promise<void> {
  const wish = wishOf(args);
  const { hosts, rounds, parts } = wish;
  const samples: Sample[] = [];
  const fleets: Sample[] = [];
  let many: readonly Many[] | null = null;
  try {
    await withLab(Math.max(...hosts), async (lab) => {
      await giveForeignTools(lab.hosts);
      const ways = [[0, direct(lab.hosts)] as const, [50, await behindDelay(lab.hosts)] as const];
      if (parts.includes('cells')) await cells(ways, wish, samples);
      if (parts.includes('idiomatic'))
        samples.push(...(await idiomatic(ways[0]?.[1] ?? [], ways[1]?.[1] ?? [])));
      for (const count of parts.includes('fleet') ? hosts.filter((few) => few <= 2) : []) {
        for (const [rtt, all] of ways)
          fleets.push(...(await realFleet(all.slice(0, count), rtt, Math.min(rounds, 3))));
      }
    });
    if (parts.includes('many')) many = await withLab(32, (lab) => manyHosts(direct(lab.hosts)));
  } finally {
    // What was measured before a failure is worth having.
    deployTables(samples, fleets, many);
    writeResults('deploy', { samples, fleets, many });
  }
}

type Ways = readonly (readonly [number, readonly BenchHost[]])[];

/** Whole rounds through all cells until the time is up; the first always comes to its end. */
async function cells(ways: Ways, { hosts, rounds, minutes }: Wish, samples: Sample[]): Promise<void> {
  const end = Date.now() + minutes * 60_000;
  for (let round = 0; round < rounds; round += 1) {
    for (const count of hosts) {
      for (const [rtt, all] of ways) {
        if (round > 0 && Date.now() > end) return;
        samples.push(...(await cell(all.slice(0, count), rtt, round)));
        note(`round ${round + 1}: ${count} hosts, ${rtt} ms`);
      }
    }
  }
}

/** Every contender does all phases, in turn, so that what else the machine does hits all alike. */
async function cell(hosts: readonly BenchHost[], rtt: number, round: number): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (let turn = 0; turn < CONTENDERS.length; turn += 1) {
    const contender = CONTENDERS[(turn + round) % CONTENDERS.length];
    if (contender !== undefined) samples.push(...(await allPhases(contender, hosts, rtt)));
  }
  return samples;
}

async function allPhases(
  contender: Contender,
  hosts: readonly BenchHost[],
  rtt: number,
): Promise<readonly Sample[]> {
  const config = sshConfig(hosts, `r${rtt}`);
  await Promise.all(hosts.map(clear));
  const samples: Sample[] = [];
  for (const phase of PHASES) {
    const work = workOf(phase === 'one file' ? 2 : 1);
    const task: Task = { hosts, work, tree: layOut(work, 'tree'), sshConfig: config };
    samples.push({
      contender: contender.name,
      hosts: hosts.length,
      rtt,
      phase,
      ...(await once(contender, task)),
    });
  }
  return samples;
}

async function once(contender: Contender, task: Task) {
  const cost = await measure(() => contender.run(task));
  if (contender !== sshTrue) await checked(task.hosts, task.work);
  if (contender.name.startsWith('Ansible')) await endConnections(task);
  return cost;
}

async function checked(hosts: readonly BenchHost[], work: Work): Promise<void> {
  const text = work.files.get(CHANGED_FILE) ?? '';
  await Promise.all(hosts.map((host) => expectDone(host, UNITS, text, sha256(text))));
}

/** It takes minutes: all phases once on one host, and the usual case, nothing changed, once on eight and once far away. */
async function idiomatic(near: readonly BenchHost[], far: readonly BenchHost[]): Promise<readonly Sample[]> {
  const one = await allPhases(ansibleIdiomatic, near.slice(0, 1), 0);
  const rest = [];
  // The hosts hold what a faster contender brought there: the state is the same.
  for (const [hosts, rtt] of [[far.slice(0, 1), 50] as const, [near, 0] as const]) {
    const work = workOf(1);
    const task = { hosts, work, tree: layOut(work, 'tree'), sshConfig: sshConfig(hosts, `i${rtt}`) };
    await Promise.all(hosts.map(clear));
    await tarSsh.run(task);
    const cost = await once(ansibleIdiomatic, task);
    rest.push({ contender: ansibleIdiomatic.name, hosts: hosts.length, rtt, phase: 'unchanged', ...cost });
    note(`idiomatic: ${hosts.length} hosts, ${rtt} ms`);
  }
  return [...one, ...rest];
}
