import { beforeAll, describe, expect, test, vi } from 'vitest';
import { boot, kill } from '../../src/lab/index.ts';
import { deploySchema, historySchema, planSchema } from '../../src/model/contract-deploy.ts';
import { differences } from '../../src/provision/differences.ts';
import { addRuntime, editRoster, factsOf, onHost, pidsOf, type Roster } from './support/deployed-host.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';

const start = (): Roster => ({
  fleet: 'home',
  defaults: { runtime: 'echo', heartbeat: { every: '2s', stale: '6s' } },
  orchestrator: { name: 'mos', host: 'alpha' },
  agents: [
    { name: 'coder-1', role: 'coder', host: 'alpha' },
    { name: 'coder-2', role: 'coder', host: 'beta' },
    { name: 'helper', role: 'coder', host: 'beta' },
  ],
});

const unit = (agent: string) => `mosaic-home-agent-${agent}.service`;

describeLab('deploy', () => {
  const { lab, host } = useLab('alpha', 'beta');
  let fleet: FleetOnLab;

  const look = (name: string) => factsOf(host(name), 'home');
  const agent = (roster: Roster, name: string) => {
    const found = roster.agents.find((candidate) => candidate['name'] === name);
    if (found === undefined) throw new Error(`no agent ${name}`);
    return found;
  };
  const deploy = async (...args: string[]) => fleet.mosaic(['deploy', '--yes', ...args]);
  const verified = () =>
    vi.waitFor(async () => expect((await fleet.mosaic(['verify'])).stdout).not.toContain('!'), {
      timeout: 90_000,
      interval: 1000,
    });
  const deployed = async () => {
    const said = await deploy();
    expect([said.stderr, said.code], said.stdout).toEqual(['', 0]);
    return said.stdout;
  };

  beforeAll(() => {
    fleet = writeFleet(start(), lab().hosts);
    addRuntime(fleet, 'broken', '#!/bin/sh\necho cannot find module x\nsleep 0.2\nexit 3\n');
    addRuntime(fleet, 'mute', '#!/bin/sh\nexec sleep 1000\n');
  });

  test('without a terminal and --yes it asks nothing and changes nothing', async () => {
    const { code, stderr } = await fleet.mosaic(['deploy']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--yes')]);
    expect((await look('alpha')).current).toBeNull();
  });

  test('the first brings everything, on both Debians', async () => {
    const plan = planSchema.parse(JSON.parse((await fleet.mosaic(['plan', '--json'])).stdout));
    expect(plan.hosts.map(({ result, starts }) => [result, starts])).toEqual([
      ['changes', ['coder-1', 'mos']],
      ['changes', ['coder-2', 'helper']],
    ]);
    const said = await deployed();
    expect(said).toMatch(/^alpha +deployed [0-9a-f]{7}: started coder-1, mos$/m);
    expect(said).toMatch(/^beta +deployed [0-9a-f]{7}: started coder-2, helper$/m);
    expect((await fleet.row('coder-2')).managed).toBe(true);
    expect((await fleet.mosaic(['verify'])).code).toBe(0);
    expect((await look('alpha')).record).toMatchObject({ by: 'root' });
  });

  test('the second changes nothing: the same processes', async () => {
    const before = pidsOf(await look('alpha'));
    expect(await deployed()).toMatch(/^alpha +no change\nbeta +no change\nNothing to do\.\n$/);
    expect(pidsOf(await look('alpha'))).toEqual(before);
  });

  test('of an edited limit only that agent restarts', async () => {
    const before = pidsOf(await look('beta'));
    editRoster(fleet, (roster) => {
      agent(roster, 'coder-2')['limits'] = { memory: '1G' };
    });
    expect(await deployed()).toContain('~ coder-2  memory no limit → 1G    restarts');
    const after = pidsOf(await look('beta'));
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual([unit('coder-2')]);
    expect(await onHost(host('beta'), `systemctl --user show -p MemoryMax ${unit('coder-2')}`)).toBe(
      'MemoryMax=1073741824\n',
    );
  });

  test('an agent that is stopped by intent stays stopped, and is no fault', async () => {
    expect((await fleet.mosaic(['stop', 'helper'])).code).toBe(0);
    editRoster(fleet, (roster) => {
      agent(roster, 'helper')['limits'] = { memory: '1G' };
    });
    await deployed();
    expect((await look('beta')).units[unit('helper')]?.pid ?? null).toBeNull();
    expect((await fleet.mosaic(['verify'])).code).toBe(0);
    expect((await fleet.mosaic(['start', 'helper'])).code).toBe(0);
  });

  test('a release that was there before can come back, and the newest too', async () => {
    const { current, record } = await look('beta');
    const said = await fleet.mosaic(['rollback', 'beta', '--yes']);
    expect([said.stderr, said.code], said.stdout).toEqual(['', 0]);
    expect((await look('beta')).current).toBe(record?.['previous']);
    expect(await onHost(host('beta'), `systemctl --user show -p MemoryMax ${unit('helper')}`)).toBe(
      'MemoryMax=infinity\n',
    );
    const again = await fleet.mosaic(['rollback', 'beta', '--yes', '--to', current?.slice(0, 7) ?? '']);
    expect([again.stderr, again.code], again.stdout).toEqual(['', 0]);
    expect(await deployed()).toContain('Nothing to do.');
    const { stdout } = await fleet.mosaic(['history', 'beta', '--json']);
    const { acts } = historySchema.parse(JSON.parse(stdout));
    expect(acts.slice(-4).map(({ act, why }) => [act, why])).toEqual([
      ['apply', 'rollback'],
      ['confirm', 'rollback'],
      ['apply', 'rollback'],
      ['confirm', 'rollback'],
    ]);
  });

  test('a removed agent is gone, and its work is kept', async () => {
    await onHost(host('beta'), 'echo kept >~/work/home/helper/file');
    editRoster(fleet, (roster) => {
      roster.agents.pop();
    });
    expect(await deployed()).toContain('- helper  stopped; ~/work/home/helper is kept');
    const facts = await look('beta');
    expect(facts.units[unit('helper')]).toBeUndefined();
    expect(Object.keys(facts.links).filter((path) => path.endsWith(`user/${unit('helper')}`))).toEqual([]);
    expect(await onHost(host('beta'), 'cat ~/work/home/helper/file')).toBe('kept\n');
  });

  describe('of something that does not come up', () => {
    test('is rolled back by itself, and the host is as before', async () => {
      const before = await look('beta');
      editRoster(fleet, (roster) => {
        agent(roster, 'coder-2')['runtime'] = 'broken';
      });
      const { code, stdout } = await deploy('--json');
      expect(code).toBe(3);
      const [alpha, beta] = deploySchema.parse(JSON.parse(stdout)).hosts;
      expect(alpha?.result).toBe('unchanged');
      expect(beta).toMatchObject({
        result: 'rolled-back',
        agent: 'coder-2',
        differs: [],
        from: before.current,
      });
      expect(beta?.log.join('\n')).toContain('cannot find module x');
      const after = await look('beta');
      expect(differences(before, after)).toEqual([]);
      expect(after.pending).toBeNull();
      expect(after.acts.slice(-2).map(({ act }) => act)).toEqual(['apply', 'revert']);
      editRoster(fleet, (roster) => {
        delete agent(roster, 'coder-2')['runtime'];
      });
      expect(await deployed()).toContain('Nothing to do.');
    });

    /** Begins a deploy that waits for a harness that says nothing, and comes back when the host has switched. */
    const beginMute = async () => {
      editRoster(fleet, (roster) => {
        agent(roster, 'coder-2')['runtime'] = 'mute';
      });
      const program = fleet.begin(['deploy', '--yes', 'beta']);
      const before = (await look('beta')).current;
      await vi.waitUntil(async () => (await look('beta')).pending !== null, {
        timeout: 20_000,
        interval: 50,
      });
      program.child.kill('SIGKILL');
      await program.ended;
      return before;
    };

    test('the host puts itself back when the operator is gone', { timeout: 120_000 }, async () => {
      const before = await look('beta');
      await beginMute();
      expect((await deploy('beta')).stdout).toContain('neither confirmed nor reverted');
      await vi.waitUntil(async () => (await look('beta')).pending === null, {
        timeout: 90_000,
        interval: 500,
      });
      await vi.waitFor(async () => expect(differences(before, await look('beta'))).toEqual([]), {
        timeout: 10_000,
      });
    });

    test('of a confirmation and a revert at the same moment exactly one happens', async () => {
      const before = await look('beta');
      await beginMute();
      const recover = 'sh ~/.local/share/mosaic/home/recover';
      const both = `(${recover} confirm home me@here race -; echo confirm $?) & (${recover} revert home me@here race -; echo revert $?) & wait`;
      const codes = (await onHost(host('beta'), `{ ${both}; } 2>/dev/null`)).trim().split('\n').sort();
      const { current, pending } = await look('beta');
      expect(pending).toBeNull();
      expect([
        ['confirm 0', 'revert 77'],
        ['confirm 77', 'revert 0'],
      ]).toContainEqual(codes);
      expect(current === before.current).toBe(codes[1] === 'revert 0');
      editRoster(fleet, (roster) => {
        delete agent(roster, 'coder-2')['runtime'];
      });
      await deployed();
    });

    test('and over a power cut', { timeout: 120_000 }, async () => {
      const before = await look('beta');
      await beginMute();
      await kill(host('beta'));
      await boot(host('beta'));
      await vi.waitFor(async () => expect(differences(before, await look('beta'))).toEqual([]), {
        timeout: 30_000,
      });
      expect((await look('beta')).acts.at(-1)).toMatchObject({
        act: 'revert',
        why: 'the-host-was-restarted',
      });
      editRoster(fleet, (roster) => {
        delete agent(roster, 'coder-2')['runtime'];
      });
      await verified();
      expect(await deployed()).toContain('Nothing to do.');
    });
  });

  test('a host that loses its last agent is cleared', async () => {
    editRoster(fleet, (roster) => {
      roster.agents = roster.agents.filter(({ host: at }) => at !== 'beta');
    });
    expect(await deployed()).toMatch(/^beta +cleared$/m);
    const facts = await look('beta');
    expect([facts.units, facts.files, facts.links, facts.current]).toEqual([expect.anything(), {}, {}, null]);
    expect(await onHost(host('beta'), 'ls ~/.local/share/mosaic; cat ~/work/home/helper/file')).toBe(
      'kept\n',
    );
    expect(await deployed()).toBe('alpha    no change\nNothing to do.\n');
  });
});
