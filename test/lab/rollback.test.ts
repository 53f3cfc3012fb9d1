import { beforeAll, expect, test } from 'vitest';
import { historySchema } from '../../src/model/contract-deploy.ts';
import { differences } from '../../src/provision/differences.ts';
import type { Facts } from '../../src/provision/facts.ts';
import { planHost } from '../../src/provision/plan-host.ts';
import { bundleOnHost } from '../../src/provision/plan-rollback.ts';
import { editRoster, factsOf, onHost, type Roster } from './support/deployed-host.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';
import { faultsOf } from './support/wholeness.ts';

const first: Roster = {
  fleet: 'home',
  defaults: { runtime: 'echo', heartbeat: { every: '2s', stale: '6s' } },
  orchestrator: { name: 'mos', host: 'alpha' },
  agents: [{ name: 'coder-1', role: 'coder', host: 'alpha', env: { WORD: 'a' } }],
};

describeLab('going back', () => {
  const { lab, host } = useLab('alpha');
  let fleet: FleetOnLab;
  const were = new Map<string, Facts>();

  const look = (release?: string) => factsOf(host('alpha'), 'home', release);
  const was = (name: string) => were.get(name) ?? expect.unreachable();
  const run = async (...args: string[]) => {
    const said = await fleet.mosaic(args);
    expect([said.stderr, said.code], said.stdout).toEqual(['', 0]);
    return said.stdout;
  };
  const deploy = async (name: string, edit: (roster: Roster) => void) => {
    editRoster(fleet, edit);
    await run('deploy', '--yes', '--no-drain');
    were.set(name, await look());
  };
  const isAs = async (name: string) => {
    const now = await look();
    expect(differences(was(name), now)).toEqual([]);
    expect(faultsOf(now)).toEqual([]);
    expect(Object.keys(now.units).sort()).toEqual(Object.keys(was(name).units).sort());
  };

  beforeAll(async () => {
    fleet = writeFleet(first, lab().hosts);
    await deploy('A', () => undefined);
    await deploy('B', (roster) => roster.agents.push({ name: 'coder-2', role: 'coder', host: 'alpha' }));
    await deploy('C', (roster) => {
      roster.agents = [
        { name: 'coder-1', role: 'coder', host: 'alpha', env: { WORD: 'c' }, limits: { memory: '1G' } },
      ];
    });
  }, 240_000);

  test('history lists every deploy, the oldest first', async () => {
    const { acts } = historySchema.parse(JSON.parse(await run('history', '--json')));
    const [a, b, c] = ['A', 'B', 'C'].map((name) => was(name).current);
    expect(acts.map(({ act, from, to }) => [act, from, to])).toEqual([
      ...[null, a, b].flatMap((from, index) =>
        ['apply', 'confirm'].map((act) => [act, from, [a, b, c][index]]),
      ),
    ]);
    const shown = await run('history');
    for (const release of [a, b, c]) expect(shown).toContain(release?.slice(0, 7));
  });

  test('one step gives back exactly what was: files, links, units, agents', {
    timeout: 120_000,
  }, async () => {
    await run('rollback', '--yes', '--no-drain');
    await isAs('B');
  });

  test('any release of the history can be named', { timeout: 120_000 }, async () => {
    await run('rollback', '--yes', '--no-drain', '--to', was('A').current?.slice(0, 8) ?? '');
    await isAs('A');
    expect(await onHost(host('alpha'), 'ls -d ~/work/home/coder-2')).toContain('coder-2');
    await run('rollback', '--yes', '--no-drain', '--to', was('C').current?.slice(0, 8) ?? '');
    await isAs('C');
  });

  test('whatever is pruned, each release that is left is whole, and the one before is left', {
    timeout: 400_000,
  }, async () => {
    for (const word of ['d', 'e', 'f', 'g']) {
      const before = (await look()).current ?? '';
      await deploy(word, ({ agents: [agent] }) => Object.assign(agent ?? {}, { env: { WORD: word } }));
      const { releases, current } = await look();
      expect(releases).toEqual(expect.arrayContaining([before, current]));
      expect(releases.length).toBeLessThanOrEqual(5);
      for (const release of releases) {
        const facts = await look(release);
        const bundle =
          bundleOnHost('alpha', facts, release) ?? expect.fail(`${release} has lost its manifest`);
        expect(planHost(bundle, 'alpha', facts).stage).toEqual([]);
      }
    }
    expect((await look()).releases).not.toContain(was('A').current);
    await run('rollback', '--yes', '--no-drain');
    const now = await look();
    expect([now.current, faultsOf(now)]).toEqual([was('f').current, []]);
  });
});
