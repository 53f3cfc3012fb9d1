import { beforeAll, expect, test, vi } from 'vitest';
import { boot, heal, kill, partition } from '../../src/lab/index.ts';
import { parseRecord } from '../../src/model/record.ts';
import { emptyFleet, type FleetOnLab } from './support/fleet.ts';
import { hastenBeats } from './support/fleet-directory.ts';
import { describeLab, useLab } from './support/lab.ts';
import { killProcess, type Living, livingOf, sidecarOf, stateFile, turnsOf } from './support/living.ts';

const workers = ['coder-1', 'coder-2', 'reviewer', 'tester'];
const agents = ['mos', ...workers];

describeLab('a whole fleet', () => {
  const { lab, host } = useLab('w-jarvis', 'dragon-lin');
  let fleet: FleetOnLab;

  const hostOfAgent = (agent: string) => host(agent === 'mos' ? 'w-jarvis' : 'dragon-lin');
  const forAll = async <T>(look: (agent: string) => Promise<T>): Promise<Record<string, T>> =>
    Object.fromEntries(await Promise.all(agents.map(async (agent) => [agent, await look(agent)] as const)));
  const living = () => forAll((agent) => livingOf(hostOfAgent(agent), 'home', agent));
  const stored = (name: string) => forAll((agent) => stateFile(hostOfAgent(agent), 'home', agent, name));
  const ok = async (...args: string[]) => {
    const said = await fleet.mosaic(args);
    expect([said.stderr, said.code], said.stdout).toEqual(['', 0]);
    return said.stdout;
  };

  /** All are at their composer, in the conversation that they had, with fresh beats. */
  const allIdle = () =>
    vi.waitFor(
      async () => {
        const rows = (await fleet.ps()).agents;
        expect(rows.map((row) => [row.agent, row.state, row.heartbeat.status, row.rule])).toEqual(
          agents.map((agent) => [agent, 'idle', 'fresh', 'hook']),
        );
      },
      { timeout: 90_000, interval: 200 },
    );

  /** Does harm, awaits all, and tells the seconds that it took; conversations must be the same, and longer at most. */
  const survives = async (what: string, harm: () => Promise<void>): Promise<void> => {
    const [sessions, before] = [await stored('session'), await stored('transcript')];
    const begun = Date.now();
    await harm();
    await allIdle();
    console.log(
      `${what}: all idle again ${((Date.now() - begun) / 1000).toFixed(1)} s after it, the boot included`,
    );
    expect(await stored('session')).toEqual(sessions);
    const after = await stored('transcript');
    for (const agent of agents) expect(after[agent]?.startsWith(before[agent] ?? '?'), agent).toBe(true);
    await ok('verify');
  };

  beforeAll(async () => {
    fleet = emptyFleet(lab().hosts);
    await ok('init', '--preset', 'coding', '--name', 'home', '--yes');
    hastenBeats(fleet.dir);
    await ok('deploy', '--yes');
    await allIdle();
    await Promise.all(agents.map((agent) => ok('send', agent, `remember ${agent}`, '--wait', '30')));
  });

  test('comes back after a power cut amid its work, each in its own conversation', async () => {
    await Promise.all(workers.map((agent) => ok('send', agent, '!busy 600')));
    await vi.waitFor(async () => expect((await fleet.row('tester')).state).toBe('busy'), 20_000);
    await survives('power cut of dragon-lin', async () => {
      await kill(host('dragon-lin'));
      await boot(host('dragon-lin'));
    });
    for (const agent of workers) {
      const turns = await turnsOf(hostOfAgent(agent), 'home', agent);
      expect(turns.map(({ turn, answered }) => [turn, answered])).toEqual([
        [1, true],
        [2, false],
      ]);
    }
    expect(await ok('send', 'tester', 'and on', '--wait', '30')).toContain('echo: and on');
  });

  test('whatever of it is killed comes back, and nothing else is touched', async () => {
    const kills: readonly (readonly [string, keyof Living])[] = [
      ['coder-1', 'harness'],
      ['coder-2', 'server'],
      ['reviewer', 'wrapper'],
    ];
    const [before, sessions] = [await living(), await stored('session')];
    const [alpha, beta] = [host('w-jarvis'), host('dragon-lin')];
    const sidecars = [await sidecarOf(alpha, 'home'), await sidecarOf(beta, 'home')];
    await Promise.all(kills.map(([agent, part]) => killProcess(beta, before[agent]?.[part] ?? '')));
    await killProcess(beta, sidecars[1] ?? '');
    const after = await vi.waitFor(
      async () => {
        await allIdle();
        const now = await living();
        for (const [agent, part] of kills) expect(now[agent]?.[part]).not.toBe(before[agent]?.[part]);
        return now;
      },
      { timeout: 90_000, interval: 200 },
    );
    expect([after['mos'], after['tester']]).toEqual([before['mos'], before['tester']]);
    const [first, second] = [await sidecarOf(alpha, 'home'), await sidecarOf(beta, 'home')];
    expect([first, second === sidecars[1]]).toEqual([sidecars[0], false]);
    expect(await stored('session')).toEqual(sessions);
    await ok('verify');
  });

  test('a crash in the middle of a turn is told, and ends in the same conversation', async () => {
    const { session, pid } = await fleet.row('tester');
    await fleet.mosaic(['send', 'tester', '!crash SEGV']);
    await vi.waitFor(
      async () => {
        const row = await fleet.row('tester');
        expect([row.state, row.rule, row.session, row.pid === pid]).toEqual(['idle', 'hook', session, false]);
      },
      { timeout: 60_000, interval: 200 },
    );
    const exit = parseRecord(await stateFile(host('dragon-lin'), 'home', 'tester', 'exit'));
    expect(exit).toMatchObject({ reason: 'signal', signal: 'SEGV' });
    expect(await ok('logs', 'tester')).toContain('the harness was ended by SIGSEGV');
  });

  test('a power cut of all hosts at once', async () => {
    const hosts = lab().hosts;
    await survives('power cut of both hosts', async () => {
      await Promise.all(hosts.map(kill));
      await Promise.all(hosts.map(boot));
    });
  });

  test('a boot while nobody can reach the host', async () => {
    const away = host('dragon-lin');
    await survives('boot while the operator is away', async () => {
      await kill(away);
      await boot(away);
      await partition(away);
      // Out of band, as somebody before the machine would see it.
      await vi.waitFor(
        async () => {
          for (const agent of workers) {
            await livingOf(away, 'home', agent);
            expect(parseRecord(await stateFile(away, 'home', agent, 'hook'))['state']).toBe('idle');
          }
        },
        { timeout: 60_000, interval: 200 },
      );
      await heal(away);
    });
  });
});
