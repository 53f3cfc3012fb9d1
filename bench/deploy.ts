import { parseArgs } from 'node:util';
import { ansibleIdiomatic } from './parts/ansible.ts';
import { attempt, tellFaults } from './parts/attempt.ts';
import { cells, phasesOf, type Ways } from './parts/cells.ts';
import { deployTables, type Sample } from './parts/deploy-tables.ts';
import { contendersWithout } from './parts/foreign-tools.ts';
import { behindDelay, direct, withLab } from './parts/hosts.ts';
import { type Many, manyHosts, prepareOurs } from './parts/our-contenders.ts';
import { realFleet } from './parts/real-fleet.ts';
import { writeResults } from './parts/report.ts';
import { printSteps } from './parts/steps.ts';

interface Wish {
  readonly hosts: readonly number[];
  readonly rounds: number;
  /** For the cells, after which no further round of them begins. */
  readonly minutes: number;
  readonly parts: readonly string[];
}

function wishOf(args: readonly string[]): Wish {
  const options = {
    hosts: { type: 'string', default: '1,2,8' },
    rounds: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '6' },
    parts: { type: 'string', default: 'cells,steps,fleet,idiomatic,many' },
  } as const;
  const { hosts, rounds, minutes, parts } = parseArgs({ args: [...args], options }).values;
  return {
    hosts: hosts.split(',').map(Number),
    rounds: Number(rounds),
    minutes: Number(minutes),
    parts: parts.split(','),
  };
}

/** Options: `--hosts 1,2,8`, `--rounds 5`, `--minutes 6`, `--parts cells,steps,fleet,idiomatic,many`. */
export async function deployBench(args: readonly string[]): Promise<void> {
  const wish = wishOf(args);
  const samples: Sample[] = [];
  const fleets: Sample[] = [];
  let many: readonly Many[] | null = null;
  const ofSomeHosts = () => withLab(Math.max(...wish.hosts), (lab) => someHosts(lab, wish, samples, fleets));
  if (wish.parts.some((part) => part !== 'many')) await attempt('staging hosts', ofSomeHosts);
  if (wish.parts.includes('many'))
    many = await attempt('32 hosts', () => withLab(32, (lab) => manyHosts(direct(lab.hosts))));
  deployTables(samples, fleets, many);
  writeResults('deploy', { samples, fleets, many });
  tellFaults();
}

type Lab = Parameters<Parameters<typeof withLab>[1]>[0];

async function someHosts(
  { hosts: all }: Lab,
  wish: Wish,
  samples: Sample[],
  fleets: Sample[],
): Promise<void> {
  const without = await contendersWithout(all);
  await prepareOurs();
  const near = direct(all);
  const ways: Ways = [
    [0, near],
    [50, await behindDelay(all)],
  ];
  if (wish.parts.includes('cells')) await cells(ways, { ...wish, without }, samples);
  for (const [rtt, [host]] of wish.parts.includes('steps') ? ways : []) {
    if (host !== undefined) await attempt('steps', () => printSteps(host, rtt, wish.rounds));
  }
  for (const count of wish.parts.includes('fleet') ? wish.hosts : []) {
    for (const [rtt, hosts] of ways) {
      const what = `a real fleet, ${count} hosts, ${rtt} ms`;
      await attempt(what, () => realFleet(hosts.slice(0, count), rtt, wish.rounds, fleets));
    }
  }
  // It takes half a minute a phase, so one host once.
  if (wish.parts.includes('idiomatic') && !without.has(ansibleIdiomatic.name))
    samples.push(...(await phasesOf(ansibleIdiomatic, near.slice(0, 1), 0, ['first', 'unchanged'])));
}
