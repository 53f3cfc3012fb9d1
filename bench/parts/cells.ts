import { sha256 } from '../../src/model/sha256.ts';
import { ansibleTuned, endConnections } from './ansible.ts';
import { attempt } from './attempt.ts';
import { rsyncSsh, sshTrue, tarSsh } from './by-ssh.ts';
import type { Contender, Task } from './contender.ts';
import type { Sample } from './deploy-tables.ts';
import { type BenchHost, clear, expectDone, sshConfig } from './hosts.ts';
import { measure } from './measure.ts';
import { oursCold, oursWarm } from './our-contenders.ts';
import { note } from './report.ts';
import { CHANGED_FILE, layOut, UNITS, type Work, workOf } from './work.ts';

export const PHASES = ['first', 'unchanged', 'one file'] as const;
export type Phase = (typeof PHASES)[number];

/** Those that are compared in every round, and those that are so far behind, or so well known, that one round says it. */
const ALWAYS: readonly Contender[] = [sshTrue, tarSsh, oursCold];
const ONCE: readonly Contender[] = [oursWarm, rsyncSsh, ansibleTuned];

/** Ways to the same hosts, by their round trip in ms. */
export type Ways = readonly (readonly [number, readonly BenchHost[]])[];

export interface CellsWish {
  readonly hosts: readonly number[];
  readonly rounds: number;
  /** After which no further round begins. */
  readonly minutes: number;
  /** Names of contenders that cannot run here. */
  readonly without: ReadonlySet<string>;
}

/** Whole rounds through all cells until the time is up; the first always comes to its end. */
export async function cells(ways: Ways, wish: CellsWish, samples: Sample[]): Promise<void> {
  const end = Date.now() + wish.minutes * 60_000;
  for (let round = 0; round < wish.rounds; round += 1) {
    for (const count of wish.hosts) {
      for (const [rtt, all] of ways) {
        if (round > 0 && Date.now() > end) return;
        samples.push(...(await cell(all.slice(0, count), rtt, round, wish.without)));
        note(`round ${round + 1}: ${count} hosts, ${rtt} ms`);
      }
    }
  }
}

/** Every contender does all phases, in turn, so that what else the machine does hits all alike. */
async function cell(
  hosts: readonly BenchHost[],
  rtt: number,
  round: number,
  without: ReadonlySet<string>,
): Promise<readonly Sample[]> {
  const all = round === 0 ? [...ALWAYS, ...ONCE] : ALWAYS;
  const able = all.filter(({ name }) => !without.has(name));
  const samples: Sample[] = [];
  for (let turn = 0; turn < able.length; turn += 1) {
    const contender = able[(turn + round) % able.length];
    if (contender !== undefined) samples.push(...(await phasesOf(contender, hosts, rtt)));
  }
  return samples;
}

/** A contender that fails is left out of this cell from there on. */
export async function phasesOf(
  contender: Contender,
  hosts: readonly BenchHost[],
  rtt: number,
  phases: readonly Phase[] = contender === sshTrue ? ['unchanged'] : PHASES,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  await attempt(`${contender.name}, ${hosts.length} hosts, ${rtt} ms`, async () => {
    const config = sshConfig(hosts, `r${rtt}`);
    if (contender !== sshTrue) await Promise.all(hosts.map(clear));
    for (const phase of phases) {
      const work = workOf(phase === 'one file' ? 2 : 1);
      const task: Task = { hosts, work, tree: layOut(work, 'tree'), sshConfig: config };
      const cost = await once(contender, task);
      samples.push({ contender: contender.name, hosts: hosts.length, rtt, phase, ...cost });
    }
  });
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
