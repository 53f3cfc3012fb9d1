import type { Transport } from '../../src/remote/transport.ts';
import { type BenchHost, clear } from './hosts.ts';
import { median } from './measure.ts';
import { deployOurs } from './ours.ts';
import { fixed, printTable } from './report.ts';
import { workOf } from './work.ts';

/** Seconds of each step of a deploy, in their order. */
export type Steps = readonly (readonly [step: string, seconds: number])[];

const COMMANDS = ['look', 'apply, and look', 'confirm'];

/** Where the time of a deploy in this process goes: the connection, each command on the host, and what lies between. */
async function stepsOf(host: BenchHost): Promise<Steps> {
  const steps: [string, number][] = [];
  const began = performance.now();
  const told = async <T>(step: string, work: Promise<T>): Promise<T> => {
    const since = performance.now();
    const value = await work;
    steps.push([step, (performance.now() - since) / 1000]);
    return value;
  };
  const timed = (transport: Transport): Transport => {
    let commands = 0;
    return {
      host: transport.host,
      attach: (command) => transport.attach(command),
      exec: (command, options) => {
        const step = COMMANDS[commands++] ?? 'later looks';
        return told(step, transport.exec(command, options));
      },
      close: () => transport.close(),
    };
  };
  await deployOurs([host.host], workOf(1), async (opening) => timed(await told('connect', opening)));
  const all = (performance.now() - began) / 1000;
  const between = all - steps.reduce((sum, [, seconds]) => sum + seconds, 0);
  return [...steps, ['between them', between], ['all', all]];
}

/** The medians of some first deploys, a table for each delay. */
export async function printSteps(host: BenchHost, rtt: number, rounds: number): Promise<void> {
  const runs: Steps[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    await clear(host);
    runs.push(await stepsOf(host));
  }
  // The first one warms the code.
  const names = [...new Set(runs.slice(1).flatMap((run) => run.map(([step]) => step)))];
  const rows = names.map((name) => {
    const of = runs.slice(1).map((run) => run.filter(([step]) => step === name));
    return [name, fixed(median(of.map((found) => found.reduce((sum, [, seconds]) => sum + seconds, 0))), 3)];
  });
  printTable(`ours, in process, a first deploy step by step, 1 host, ${rtt} ms`, ['step', 's'], rows);
}
