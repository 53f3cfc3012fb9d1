import { beforeAll, expect, test } from 'vitest';
import { outcomesOf } from '../soak/report.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';
import { livingOf, turnsOf } from './support/living.ts';
import { contradictions, drawMessage, type Message, type Sent, sendTo } from './support/messages.ts';
import { randomFrom } from './support/random.ts';

/** More, for the record: MOSAIC_TEST_MESSAGES=500. */
const count = Number(process.env['MOSAIC_TEST_MESSAGES'] ?? 60);
/** Seconds for an answer: a message of 100 kB takes a harness in sh a while on a busy machine. */
const PATIENCE = 120;
const placed = { mos: 'alpha', 'w-1': 'alpha', 'w-2': 'beta', 'w-3': 'beta' } as const;
const agents = Object.keys(placed) as (keyof typeof placed)[];

describeLab('hostile messages', () => {
  const { lab, host } = useLab('alpha', 'beta');
  let fleet: FleetOnLab;
  const odd: (Sent & { readonly text: string })[] = [];

  beforeAll(async () => {
    fleet = writeFleet(
      {
        fleet: 'home',
        defaults: { runtime: 'echo', heartbeat: { every: '2s', stale: '6s' } },
        orchestrator: { name: 'mos', host: 'alpha' },
        agents: agents.slice(1).map((name) => ({ name, role: 'coder', host: placed[name] })),
      },
      lab().hosts,
    );
    expect(await fleet.mosaic(['deploy', '--yes'])).toMatchObject({ code: 0 });
  });

  const servers = () => Promise.all(agents.map((agent) => livingOf(host(placed[agent]), 'home', agent)));

  test('arrive exactly once as they were sent, or are not typed, with a reason; no server dies', {
    timeout: 60_000 + count * 3000,
  }, async () => {
    const random = randomFrom(20_261_125);
    const drawn = Array.from({ length: count }, (_, number) => ({
      ...drawMessage(random, number),
      agent: random.pick(agents),
    }));
    const before = await servers();
    const sent = (
      await Promise.all(
        agents.map((agent) =>
          sendAll(
            agent,
            drawn.filter((one) => one.agent === agent),
          ),
        ),
      )
    ).flat();
    // Two at once to one agent: one of them waits its turn or is told that it is busy.
    const rivals = agents.flatMap((agent) =>
      [1, 2].map((n) => ({ agent, bytes: Buffer.from(`rival ${n} $'`) })),
    );
    sent.push(
      ...(await Promise.all(rivals.map(({ agent, bytes }) => sendTo(fleet, agent, bytes, PATIENCE)))),
    );
    console.log(outcomesOf(sent));
    expect(odd).toEqual([]);
    for (const agent of agents) {
      const turns = await turnsOf(host(placed[agent]), 'home', agent);
      expect(
        contradictions(
          sent.filter((one) => one.agent === agent),
          turns,
        ),
      ).toEqual([]);
    }
    expect(await servers()).toEqual(before);
  });

  /** One after the other, so nothing but a slow machine can hold a message that may arrive. */
  async function sendAll(agent: string, messages: readonly Message[]): Promise<Sent[]> {
    const sent: Sent[] = [];
    for (const { bytes, exact } of messages) {
      const told = await sendTo(fleet, agent, bytes, PATIENCE);
      const wanted = exact ? ['answered', 'started', 'held'] : ['refused'];
      const hasReason = told.outcome === 'answered' || told.outcome === 'started' || told.why !== '';
      if (!wanted.includes(told.outcome) || !hasReason) odd.push({ ...told, text: shown(bytes) });
      sent.push(told);
    }
    return sent;
  }
});

function shown(bytes: Uint8Array): string {
  return `${JSON.stringify(Buffer.from(bytes).toString('utf8').slice(0, 200))}, ${bytes.length} bytes`;
}
