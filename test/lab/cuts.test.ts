import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { LabHost } from '../../src/lab/index.ts';
import { editRoster, factsOf, type Roster } from './support/deployed-host.ts';
import { type Fault, giveSmallDisk, strike } from './support/faults.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { installGate, letGo, notedSteps, type Step, stopAt, whatWaits } from './support/gate.ts';
import { describeLab, useLab } from './support/lab.ts';
import { awaitWhole, faultsOf, journalsOf } from './support/wholeness.ts';

const FLEET = 'home';

/** Where in a deploy each fault strikes, 0 its first step and 1 its last: at a few, or with MOSAIC_TEST_POINTS=all at as many as prove it. */
const isAll = process.env['MOSAIC_TEST_POINTS'] === 'all';
const parts: Readonly<Record<Fault, readonly number[]>> = isAll
  ? { operator: even(50), script: even(20), cut: even(10), power: even(10), frozen: even(5), full: even(5) }
  : { operator: even(2), script: even(3), cut: even(1), power: even(3), frozen: even(1), full: [0.3, 0.8] };

const points = (Object.keys(parts) as Fault[]).flatMap((fault) =>
  parts[fault].map((part) => ({ fault, part })),
);

function even(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => Math.round(((index + 0.5) / count) * 1000) / 1000);
}

/** Seconds. To be confirmed at all, a healthy deploy on a busy machine needs the longer one. */
const confirmWithinOf = ({ program }: Step) => (program === 'confirm' ? 12 : 6);

/** Seconds beyond it until a host must be at rest: the revert itself, one more try, and a busy machine. */
const REST = 40;

interface Row {
  readonly fault: Fault;
  readonly step: string;
  readonly ended: string;
  readonly seconds: string;
  readonly next: string;
}

describeLab('a deploy that is cut off', () => {
  const { host } = useLab(
    { name: 'alpha', suite: 'bookworm', user: 'operator' },
    { name: 'beta', suite: 'trixie', user: 'operator' },
    { name: 'small', suite: 'bookworm', user: 'operator' },
  );
  const rows: Row[] = [];
  const steps = new Map<string, readonly Step[]>();
  const fleets = new Map<string, FleetOnLab>();

  const fleetOn = (at: LabHost): FleetOnLab => fleets.get(at.name) ?? expect.unreachable();

  const deploy = async (at: LabHost) => {
    const said = await fleetOn(at).mosaic(['deploy', '--yes', '--no-drain']);
    expect([said.stderr, said.code], said.stdout).toEqual(['', 0]);
    expect(faultsOf(await factsOf(at, FLEET))).toEqual([]);
    expect(await journalsOf(at, FLEET)).toEqual([]);
    return said.stdout.includes('Nothing to do') ? 'nothing to do' : 'deployed';
  };

  /** A host that carries the fleet, and what a deploy calls there, step by step. */
  const prepare = async (at: LabHost) => {
    const fleet = writeFleet(rosterOn(at.name), [at]);
    fleets.set(at.name, fleet);
    vary(fleet);
    await deploy(at);
    await installGate(at);
    await stopAt(at, { program: 'none', nth: 0 });
    vary(fleet);
    await deploy(at);
    steps.set(at.name, ofOneDeploy(await notedSteps(at)));
    await letGo(at);
  };

  beforeAll(async () => {
    await giveSmallDisk(host('small'));
    await Promise.all(['alpha', 'beta', 'small'].map((name) => prepare(host(name))));
  }, 400_000);

  afterAll(() => {
    if (isAll) process.stdout.write(`${table(rows)}\n`);
  });

  test.each(points)(
    '$fault at $part leaves it on one release',
    { timeout: 240_000 },
    async ({ fault, part }) => {
      const at = host(fault === 'full' ? 'small' : rows.length % 2 === 0 ? 'alpha' : 'beta');
      const known = steps.get(at.name) ?? expect.unreachable();
      const step = known[Math.floor(part * known.length)] ?? expect.unreachable();
      const confirmWithin = confirmWithinOf(step);
      vary(fleetOn(at));
      const before = await factsOf(at, FLEET);
      onTestFinished(() => letGo(at));
      await stopAt(at, step);
      const wait = `--confirm-within=${confirmWithin}s`;
      const operator = fleetOn(at).begin(['deploy', '--yes', '--no-drain', wait]);
      const call = await vi.waitUntil(() => whatWaits(at), { timeout: 60_000, interval: 50 });
      const began = Date.now();
      const within = confirmWithin + REST;
      await strike[fault]({ host: at, fleet: FLEET, operator, within, confirmWithin });
      const after = await awaitWhole(at, FLEET, 30);
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      const ended = after.current === before.current ? 'old' : 'new';
      const next = await deploy(at);
      rows.push({ fault, step: `${step.program} ${step.nth}: ${call}`, ended, seconds, next });
    },
  );
});

function rosterOn(host: string): Roster {
  return {
    fleet: FLEET,
    defaults: { runtime: 'echo', heartbeat: { every: '2s', stale: '6s' } },
    orchestrator: { name: 'mos', host },
    agents: [],
  };
}

/** Makes the next deploy bring, stop, link, restart and start something; one agent stays as it is. */
function vary(fleet: FleetOnLab): void {
  const word = randomBytes(4).toString('hex');
  editRoster(fleet, (roster) => {
    const host = (roster['orchestrator'] as { host: string }).host;
    roster.agents = [
      { name: 'coder-1', role: 'coder', host, env: { WORD: word } },
      { name: `extra-${word}`, role: 'coder', host },
    ];
  });
}

/** Steps of a deploy in which each look after the switch is like the first. */
function ofOneDeploy(noted: readonly Step[]): readonly Step[] {
  const looks = noted.filter(({ program }) => program === 'look');
  const applies = noted.findIndex(({ program }) => program === 'apply');
  const isBefore = (step: Step) => noted.indexOf(step) < applies;
  const first = looks.filter(isBefore);
  const second = looks.filter((step) => !isBefore(step)).slice(0, first.length);
  const of = (wanted: string) => noted.filter(({ program }) => program === wanted);
  return [...first, ...of('apply'), ...second, ...of('confirm')];
}

function table(rows: readonly Row[]): string {
  const head = {
    fault: 'fault',
    step: 'before step',
    ended: 'ended on',
    seconds: 'seconds',
    next: 'next deploy',
  };
  const lines = [head, ...rows].map(({ fault, step, ended, seconds, next }) =>
    [fault.padEnd(9), step.slice(0, 90).padEnd(92), ended.padEnd(9), seconds.padStart(7), `  ${next}`].join(
      '',
    ),
  );
  return lines.join('\n');
}
