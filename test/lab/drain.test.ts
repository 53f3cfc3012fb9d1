import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { deploySchema, historySchema, planSchema } from '../../src/model/contract-deploy.ts';
import { socketOf } from '../../src/operate/socket-of.ts';
import { differences } from '../../src/provision/differences.ts';
import { addRuntime, editRoster, factsOf, onHost, pidsOf, type Roster } from './support/deployed-host.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';

const start = (): Roster => ({
  fleet: 'home',
  defaults: { runtime: 'echo', heartbeat: { every: '2s', stale: '6s' } },
  orchestrator: { name: 'mos', host: 'alpha' },
  agents: [
    { name: 'coder-1', role: 'coder', host: 'beta' },
    { name: 'coder-2', role: 'coder', host: 'beta' },
  ],
});

const unit = (agent: string) => `mosaic-home-agent-${agent}.service`;

describeLab('a deploy', () => {
  const { lab, host } = useLab('alpha', 'beta');
  let fleet: FleetOnLab;
  let tries = 0;

  const look = (name: string) => factsOf(host(name), 'home');
  const reaches = (agent: string, state: string) =>
    vi.waitFor(async () => expect((await fleet.row(agent)).state).toBe(state), {
      timeout: 30_000,
      interval: 200,
    });
  const tell = async (agent: string, text: string, state: string) => {
    await reaches(agent, 'idle');
    expect(await fleet.mosaic(['send', agent, text])).toMatchObject({ code: 0 });
    await reaches(agent, state);
  };
  /** Another variable for these agents, and so other objects: they have to restart. */
  const touch = (...agents: string[]) => {
    tries += 1;
    editRoster(fleet, (roster) => {
      const all = [roster['orchestrator'] as Record<string, unknown>, ...roster.agents];
      for (const agent of all) {
        if (agents.includes(agent['name'] as string)) agent['env'] = { TRY: String(tries) };
      }
    });
  };
  const deploy = (...args: string[]) => fleet.mosaic(['deploy', '--yes', ...args]);
  const outcomes = async (...args: string[]) => {
    const { code, stdout } = await deploy('--json', ...args);
    return { code, hosts: deploySchema.parse(JSON.parse(stdout)).hosts };
  };
  const rowOf = async (name: string) => {
    const plan = planSchema.parse(JSON.parse((await fleet.mosaic(['plan', '--json'])).stdout));
    return plan.hosts.find((row) => row.host === name);
  };

  beforeAll(async () => {
    fleet = writeFleet(start(), lab().hosts);
    addRuntime(fleet, 'broken', '#!/bin/sh\necho cannot find module x\nsleep 0.2\nexit 3\n');
    expect(await deploy()).toMatchObject({ code: 0 });
  });

  describe('waits for an agent', () => {
    test('that is busy, and restarts it when its turn has ended', async () => {
      await tell('coder-1', '!busy 600', 'busy');
      const before = pidsOf(await look('beta'));
      touch('coder-1');
      const program = fleet.begin(['deploy', '--yes', '--drain', '10m']);
      let told = '';
      program.child.stderr?.on('data', (chunk: Buffer) => {
        told += chunk.toString();
      });
      await vi.waitUntil(() => told !== '', { timeout: 30_000 });
      expect([told, pidsOf(await look('beta'))]).toEqual([
        'beta     waiting for coder-1 (busy), at most 10m\n',
        before,
      ]);
      const socket = `$XDG_RUNTIME_DIR/${socketOf('home', 'coder-1')}`;
      await onHost(host('beta'), `tmux -S ${socket} send-keys -t coder-1 Escape`);
      await program.ended;
      expect(told).toMatch(/\nbeta {5}nobody is busy any more\n$/);
      expect(program.said()).toMatch(/^beta +deployed [0-9a-f]{7}: started coder-1$/m);
      expect(pidsOf(await look('beta'))[unit('coder-1')]).not.toBe(before[unit('coder-1')]);
      const transcript = '.local/state/mosaic/home/agents/coder-1/transcript';
      expect(await onHost(host('beta'), `tail -n 1 ${transcript}`)).toContain('"answer":"interrupted"');
    });

    test('that stays busy only so long: the rest is done, and a later deploy finishes', async () => {
      await tell('coder-1', '!busy 600', 'busy');
      const before = pidsOf(await look('beta'));
      touch('coder-1', 'coder-2');
      const first = await deploy('--drain', '2s');
      expect(first.code).toBe(3);
      expect(first.stdout).toMatch(
        /^beta +deployed [0-9a-f]{7}: started coder-2\n {2}coder-1 goes on as it was: busy\n {2}again +mosaic fleet deploy beta$/m,
      );
      const after = pidsOf(await look('beta'));
      expect(after[unit('coder-1')]).toBe(before[unit('coder-1')]);
      expect(after[unit('coder-2')]).not.toBe(before[unit('coder-2')]);
      expect((await fleet.row('coder-1')).state).toBe('busy');

      const verify = await fleet.mosaic(['verify']);
      expect([verify.code, verify.stdout]).toEqual([
        3,
        expect.stringContaining('! coder-1 still runs the launch before\n  mosaic fleet deploy beta\n'),
      ]);
      expect(await rowOf('beta')).toMatchObject({
        result: 'changes',
        agents: [{ agent: 'coder-1', text: 'still runs the launch before', restarts: true }],
        drift: [],
      });

      const second = await outcomes('--drain', '1s');
      expect(second).toMatchObject({
        code: 3,
        hosts: [
          { result: 'unchanged' },
          {
            result: 'deferred',
            deferred: [{ agent: 'coder-1', state: 'busy' }],
            next: 'mosaic fleet deploy beta',
          },
        ],
      });
      const third = await deploy('--no-drain');
      expect([third.code, third.stderr]).toEqual([0, '']);
      expect(pidsOf(await look('beta'))[unit('coder-1')]).not.toBe(before[unit('coder-1')]);
      expect((await fleet.mosaic(['verify'])).code).toBe(0);
    });

    test('whose objects stay on the host when its release is gone', async () => {
      await tell('coder-1', '!busy 600', 'busy');
      const { current } = await look('beta');
      // Later releases than all that are there.
      const root = '~/.local/share/mosaic/home';
      await onHost(
        host('beta'),
        `cd ${root}/releases && for n in 1 2 3 4 5; do mkdir $(printf %064d $n) && echo {} >$(printf %064d $n)/manifest.json; done`,
      );
      touch('coder-1', 'coder-2');
      expect((await deploy('--drain', '1s')).code).toBe(3);
      touch('coder-2');
      expect((await deploy('--drain', '1s')).code).toBe(3);
      const facts = await look('beta');
      expect(facts.releases).not.toContain(current);
      const digests = "grep -aoE '[0-9a-f]{64}'";
      const missing = await onHost(
        host('beta'),
        `cd ${root}/objects && for own in $(${digests} /proc/${facts.units[unit('coder-1')]?.pid}/cmdline); do
          for each in $own $(${digests} $own); do ls $each 2>&1 >/dev/null; done; done`,
      );
      expect(missing).toBe('');
      expect(
        await onHost(host('beta'), `${digests} /proc/${facts.units[unit('coder-1')]?.pid}/cmdline`),
      ).not.toBe('');
      expect((await deploy('--no-drain')).code).toBe(0);
    });

    test('that is to be removed: until then its host stays as it is', async () => {
      await tell('coder-2', '!ask rm -rf build', 'waiting');
      const before = await look('beta');
      editRoster(fleet, (roster) => {
        roster.agents = roster.agents.filter(({ name }) => name !== 'coder-2');
      });
      touch('coder-1');
      const { code, stdout, stderr } = await deploy('--drain', '1s');
      expect(code).toBe(3);
      expect(stderr).toContain('waiting for coder-2 (asks for a decision)');
      expect(stdout).toContain('answer coder-2   mosaic fleet attach coder-2');
      const after = await look('beta');
      expect(differences(before, after)).toEqual([]);
      expect(pidsOf(after)).toEqual(pidsOf(before));
      expect((await outcomes('--no-drain')).hosts[1]).toMatchObject({ result: 'deployed', deferred: [] });
    });
  });

  describe('with a canary', () => {
    test('touches no other host when it fails there', async () => {
      const before = await look('alpha');
      touch('mos');
      editRoster(fleet, (roster) => {
        for (const agent of roster.agents) agent['runtime'] = 'broken';
      });
      const { code, hosts } = await outcomes('--canary', 'beta');
      expect([code, hosts.map(({ result }) => result)]).toEqual([1, ['held', 'rolled-back']]);
      expect(hosts[0]).toMatchObject({ why: 'it waits for the canary beta; nothing was changed' });
      const after = await look('alpha');
      expect([after.current, after.acts.length, pidsOf(after)]).toEqual([
        before.current,
        before.acts.length,
        pidsOf(before),
      ]);
    });

    test('goes on when all is well there', async () => {
      editRoster(fleet, (roster) => {
        for (const agent of roster.agents) delete agent['runtime'];
      });
      touch('coder-1');
      const { code, stdout } = await deploy('--canary', 'beta');
      expect([code, stdout], stdout).toEqual([
        0,
        expect.stringMatching(/^beta +deployed [^\n]+\nalpha +deployed/m),
      ]);
      expect((await deploy('--canary', 'gamma')).stderr).toContain('none of the hosts of this deploy');
    });
  });

  describe('from a git work tree', () => {
    const git = (dir: string, ...args: string[]) => {
      const me = ['-c', 'user.name=me', '-c', 'user.email=me@localhost'];
      return execFileSync('git', ['-C', dir, ...me, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
    };
    let clone: string;
    let first: string;
    let second: string;
    const inClone = (...args: string[]) => fleet.mosaic([...args, '-C', clone]);

    beforeAll(async () => {
      git(fleet.dir, 'init', '-q', '-b', 'main');
      git(fleet.dir, 'add', '-A');
      git(fleet.dir, 'commit', '-qm', 'first');
      first = git(fleet.dir, 'rev-parse', 'HEAD');
      clone = mkdtempSync(join(tmpdir(), 'mosaic-clone-'));
      git(clone, 'clone', '-q', fleet.dir, '.');
      touch('coder-1');
      git(fleet.dir, 'commit', '-qam', 'second');
      second = git(fleet.dir, 'rev-parse', 'HEAD');
    });
    afterAll(() => rmSync(clone, { recursive: true }));

    test('its commit stands on the host', async () => {
      expect((await deploy()).code).toBe(0);
      expect((await look('beta')).record).toMatchObject({ commit: second, dirty: '-' });
      const { stdout } = await fleet.mosaic(['history', 'beta', '--json']);
      expect(historySchema.parse(JSON.parse(stdout)).acts.at(-1)?.commit).toEqual({
        id: second,
        dirty: false,
      });
    });

    test('an older clone is refused, with what to pull', async () => {
      const before = await look('beta');
      const refused = await inClone('deploy', '--yes');
      expect(refused).toMatchObject({ code: 1 });
      expect(refused.stderr).toMatch(/^mosaic: this would undo what others deployed; nothing was changed$/m);
      expect(refused.stderr).toMatch(
        /^ {2}beta: deployed from commit [0-9a-f]{7}, which is not in this clone/m,
      );
      expect(refused.stderr).toMatch(/^ {2}pull +git pull$/m);
      expect((await inClone('plan')).stdout).toContain('a deploy is refused    git pull');
      expect((await look('beta')).current).toBe(before.current);
      git(clone, 'fetch', '-q');
      expect((await inClone('deploy', '--yes')).stderr).toContain(
        `git merge --ff-only ${second.slice(0, 7)}`,
      );
    });

    test('after a rollback too', async () => {
      expect((await fleet.mosaic(['rollback', 'beta', '--yes'])).code).toBe(0);
      expect((await look('beta')).record).toMatchObject({ commit: second });
      expect((await deploy()).code).toBe(0);
    });

    test('what it pulled it may deploy; what it changed since is marked', async () => {
      git(clone, 'pull', '-q');
      expect((await inClone('deploy', '--yes')).stdout).toContain('Nothing to do.');
      editRoster({ ...fleet, dir: clone }, (roster) => {
        for (const agent of roster.agents) agent['limits'] = { tasks: 300 };
      });
      expect((await inClone('deploy', '--yes')).code).toBe(0);
      expect((await look('beta')).record).toMatchObject({ commit: second, dirty: 'yes' });
      expect((await fleet.mosaic(['history', 'beta'])).stdout).toContain(`${second.slice(0, 7)}-dirty`);
    });

    test('who says so deploys the older one', async () => {
      git(clone, 'checkout', '-q', '--force', first);
      expect((await inClone('deploy', '--yes')).code).toBe(1);
      expect((await inClone('deploy', '--yes', '--force-unrelated')).code).toBe(0);
      expect((await look('beta')).record).toMatchObject({ commit: first });
    });
  });
});
