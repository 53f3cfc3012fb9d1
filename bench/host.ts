import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { PsDocument } from '../src/model/contract-ps.ts';
import { type BenchHost, direct, withLab } from './parts/hosts.ts';
import { measure, median } from './parts/measure.ts';
import { beginWatching, killAndWait, readUsage, type Usage } from './parts/our-processes.ts';
import { BUILT, mosaic, writeFleet } from './parts/real-fleet.ts';
import { fixed, note, printTable, writeResults } from './parts/report.ts';
import { sendOnKeptConnection } from './parts/send-kept.ts';
import { shareOf } from './parts/share.ts';

const AGENTS = 10;
const ROUNDS = 5;

/** Arguments: seconds to watch the idle host, 180 when not given. */
export async function hostBench([seconds = '180']: readonly string[]): Promise<void> {
  await withLab(1, async (lab) => {
    const [host] = direct(lab.hosts);
    if (host === undefined) throw new Error('the lab has no host');
    const dir = writeFleet([host], AGENTS);
    const agents = Array.from({ length: AGENTS }, (_, index) => `a0-${index}`);
    await mosaic(BUILT, dir, 'deploy', '--yes');
    note(`deployed; watching for ${seconds} s`);
    await delay(15_000);
    const before = await readUsage(host, agents);
    await delay(Number(seconds) * 1000);
    const idle = shareOf(before, await readUsage(host, agents));
    const back = [];
    for (const agent of agents) back.push(await killAndWait(host, agent));
    note('killed each once');
    const seen = await stateTimes(dir);
    note('looked');
    const sent = await sendTimes(dir, host);
    rmSync(dir, { recursive: true });
    tell(idle, back, seen, sent);
    writeResults('host', { seconds, idle, back, seen, sent });
  });
}

/** Seconds from a state's change until `ps` says so: asked for at once, and in a table that is shown again and again. */
async function stateTimes(dir: string) {
  const asked = [];
  const watched = [];
  const shows = (document: PsDocument, agent: string) =>
    document.agents.find((row) => row.agent === agent)?.state === 'busy';
  for (let round = 0; round < ROUNDS; round += 1) {
    const agent = `a0-${round}`;
    await mosaic(BUILT, dir, 'send', agent, '!busy 300');
    const cost = await measure(async () => {
      while (!shows(JSON.parse(await mosaic(BUILT, dir, 'ps', '--json')) as PsDocument, agent));
    });
    asked.push(cost.wall);
  }
  const watching = beginWatching(dir);
  for (let round = 0; round < ROUNDS; round += 1) {
    const agent = `a0-${round + ROUNDS}`;
    await watching.until(() => true);
    // At another moment of the two seconds each time.
    await delay(round * 400);
    await mosaic(BUILT, dir, 'send', agent, '!busy 300');
    const cost = await measure(() => watching.until((document) => shows(document, agent)));
    watched.push(cost.wall);
  }
  watching.end();
  return { asked, watched };
}

/** Seconds until a turn is known to have begun: by the whole command, and over a connection that is there. */
async function sendTimes(dir: string, host: BenchHost) {
  await mosaic(BUILT, dir, 'restart', '--all');
  while (!(await allIdle(dir)));
  const command = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const cost = await measure(() => mosaic(BUILT, dir, 'send', `a0-${round}`, `hello ${round}`));
    command.push(cost.wall);
  }
  return { command, kept: await sendOnKeptConnection(host, ROUNDS) };
}

async function allIdle(dir: string): Promise<boolean> {
  const document = JSON.parse(await mosaic(BUILT, dir, 'ps', '--json')) as PsDocument;
  return document.agents.every(({ state }) => state === 'idle');
}

type Times = readonly number[];

function tell(
  idle: Usage,
  back: Times,
  seen: Awaited<ReturnType<typeof stateTimes>>,
  sent: Awaited<ReturnType<typeof sendTimes>>,
): void {
  const usage = Object.entries(idle).map(([name, { rss, pss, cpu }]) => [
    name,
    fixed(rss / 1024 / AGENTS, 2),
    fixed(pss / 1024 / AGENTS, 2),
    fixed((cpu * 100) / AGENTS, 4),
  ]);
  printTable('Idle, an agent', ['', 'RSS, MB', 'PSS, MB', '% of a core'], usage);
  const times: readonly (readonly [string, Times])[] = [
    ['kill -9 of a harness, until its prompt is back', back],
    ['a state changed, until ps says so', seen.asked],
    ['a state changed, until ps --watch shows it', seen.watched],
    ['mosaic fleet send, until the turn has begun', sent.command],
    ['a message over a kept connection, until the turn has begun', sent.kept],
  ];
  printTable(
    'Times, s',
    ['', 'median', 'least', 'most'],
    times.map(([name, own]) => [
      name,
      fixed(median(own), 2),
      fixed(Math.min(...own), 2),
      fixed(Math.max(...own), 2),
    ]),
  );
}
