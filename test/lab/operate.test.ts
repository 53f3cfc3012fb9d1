import { beforeAll, describe, expect, test, vi } from 'vitest';
import { boot, freeze, kill, run, thaw } from '../../src/lab/index.ts';
import { socketOf } from '../../src/operate/socket-of.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';

const roster = {
  fleet: 'home',
  defaults: { runtime: 'echo', heartbeat: { every: '2s', stale: '6s' } },
  orchestrator: { name: 'mos', host: 'alpha' },
  agents: [
    { name: 'coder-1', role: 'coder', host: 'beta' },
    { name: 'coder-2', role: 'coder', host: 'beta' },
  ],
};

describeLab('a deployed fleet', () => {
  const { lab, host } = useLab('alpha', 'beta');
  let fleet: FleetOnLab;

  const until = (look: () => Promise<void>, seconds = 30) =>
    vi.waitFor(look, { timeout: seconds * 1000, interval: 200 });
  const reaches = (agent: string, state: string, rule?: string, seconds = 30) =>
    until(async () => {
      const row = await fleet.row(agent);
      expect([row.state, rule === undefined ? undefined : row.rule]).toEqual([state, rule]);
    }, seconds);

  beforeAll(async () => {
    fleet = writeFleet(roster, lab().hosts);
    expect(await fleet.mosaic(['deploy', '--yes'])).toMatchObject({ code: 0 });
    for (const agent of ['mos', 'coder-1', 'coder-2']) await reaches(agent, 'idle');
  });

  describe('shown', () => {
    test('every agent of every host, for people', async () => {
      const { code, stdout, stderr } = await fleet.mosaic(['ps']);
      expect([code, stderr]).toEqual([0, '']);
      const [head, empty, columns, ...rows] = stdout.split('\n');
      expect([head, empty]).toEqual(['fleet home · 2 hosts · 3 agents', '']);
      expect(columns).toMatch(/^HOST +AGENT +RUNTIME +STATE +FOR +MODEL +LAST$/);
      expect(rows.map((row) => row.split(/ +/).slice(0, 2).join(' '))).toEqual([
        'alpha mos',
        'beta coder-1',
        'beta coder-2',
        '',
      ]);
    });

    test('and for programs, with the heartbeat', async () => {
      const row = await fleet.row('coder-1');
      expect(row).toMatchObject({ tenant: 'home', host: 'beta', managed: true, state: 'idle', rule: 'hook' });
      expect(row.heartbeat.status).toBe('fresh');
    });

    test('a session that no deploy made', async () => {
      const socket = `/run/user/1000/${socketOf('home', 'coder-1')}`;
      const found = (
        await run(host('beta'), ['sh', '-c', 'echo $XDG_RUNTIME_DIR'], { as: 'user' })
      ).stdout.trim();
      const path = socket.replace('/run/user/1000', found);
      await run(host('beta'), ['tmux', '-N', '-S', path, 'new-session', '-d', '-s', 'scratch', 'sleep 600'], {
        as: 'user',
      });
      expect(await fleet.row('scratch')).toMatchObject({ host: 'beta', managed: false, state: 'unmanaged' });
      await run(host('beta'), ['tmux', '-N', '-S', path, 'kill-session', '-t', '=scratch'], { as: 'user' });
    });

    test('an agent of the roster that is not deployed', async () => {
      const wider = writeFleet(
        { ...roster, agents: [...roster.agents, { name: 'extra', role: 'coder', host: 'alpha' }] },
        lab().hosts,
      );
      expect(await wider.row('extra')).toMatchObject({ state: 'not-deployed', next: 'mosaic fleet deploy' });
    });

    test('again and again, a document a line', async () => {
      const watching = fleet.begin(['ps', '--watch', '--json']);
      await until(async () => expect(watching.said().split('\n').length).toBeGreaterThan(2));
      for (const line of watching.said().split('\n').slice(0, 2))
        expect(JSON.parse(line)).toMatchObject({ fleet: 'home' });
    });

    test('again and again on a terminal, which is given back', async () => {
      const watching = fleet.begin(['ps', '--watch'], true);
      await until(async () => expect(watching.said()).toContain('coder-2'));
      watching.child.stdin?.write('\x03');
      await watching.ended;
      expect(watching.said()).toContain('\x1b[?1049h');
      expect(watching.said()).toContain('\x1b[?7h\x1b[?25h\x1b[?1049l');
    });
  });

  describe('talked to', () => {
    test('a message is answered, and arrives as it is', async () => {
      const text = `it's $HOME \`id\` "x"; -R\ttab\nsecond line; \\ %s`;
      const said = await fleet.mosaic(['send', 'coder-1', '-', '--wait', '20', '--json'], text);
      expect(said).toMatchObject({ code: 0 });
      const { outcome, answer } = JSON.parse(said.stdout) as { outcome: string; answer: string };
      expect(outcome).toBe('answered');
      expect(answer).toContain(text);
    });

    test('a question holds messages; who only looks cannot answer it', async () => {
      const asked = await fleet.mosaic(['send', 'coder-1', '!ask rm -rf build', '--wait', '20']);
      expect(asked.code).toBe(0);
      expect(await fleet.row('coder-1')).toMatchObject({ state: 'waiting', prompt: 'run: rm -rf build' });
      const held = await fleet.mosaic(['send', 'coder-1', 'hello']);
      expect([held.code, held.stdout]).toEqual([1, '']);
      expect(held.stderr).toContain('mosaic fleet attach coder-1');

      const looking = fleet.begin(['attach', 'coder-1', '--read-only'], true);
      await until(async () => expect(looking.said()).toContain('Allow run'));
      looking.child.stdin?.write('y');
      const sitting = fleet.begin(['attach', 'coder-1'], true);
      await until(async () => expect(sitting.said()).toContain('Allow run'));
      expect(await fleet.row('coder-1')).toMatchObject({ state: 'waiting' });
      sitting.child.stdin?.write('y');
      await reaches('coder-1', 'idle');
      sitting.child.stdin?.write('\x02d');
      await sitting.ended;
    });

    test('what it asks is decided from afar, that prompt and no other', async () => {
      await fleet.mosaic(['send', 'coder-2', '!ask rm -rf build', '--wait', '20']);
      const asking = await fleet.row('coder-2');
      expect(asking).toMatchObject({ state: 'waiting', next: 'mosaic fleet approve coder-2' });
      const other = await fleet.mosaic(['approve', 'coder-2', '--fingerprint', '0123456789abcdef']);
      expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('it asks something else now')]);
      const json = ['--fingerprint', asking.fingerprint ?? '', '--json'];
      const denied = await fleet.mosaic(['deny', 'coder-2', ...json]);
      expect(JSON.parse(denied.stdout)).toMatchObject({ outcome: 'decided', prompt: 'run: rm -rf build' });
      await reaches('coder-2', 'idle');
      expect((await fleet.row('coder-2')).last).toBe('not allowed: rm -rf build');
      await fleet.mosaic(['send', 'coder-2', '!ask x', '--wait', '20']);
      const late = await fleet.mosaic(['approve', 'coder-2', ...json]);
      expect([late.code, JSON.parse(late.stdout).outcome]).toEqual([1, 'changed']);
      expect(await fleet.mosaic(['approve', 'coder-2'])).toMatchObject({
        code: 0,
        stdout: 'coder-2: approved run: x\n',
      });
      await reaches('coder-2', 'idle');
      const nothing = await fleet.mosaic(['approve', 'coder-2']);
      expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining('it asks nothing now')]);
      const login = await fleet.mosaic(['login', 'coder-2']);
      expect([login.code, login.stderr]).toEqual([2, expect.stringContaining('needs none')]);
    });

    test('what cannot be done is said', async () => {
      const unknown = await fleet.mosaic(['send', 'codr-1', 'x']);
      expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('Did you mean coder-1?')]);
      const refused = await fleet.mosaic(['send', 'coder-1', '/quit']);
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('refused')]);
      const bare = await fleet.mosaic(['stop']);
      expect([bare.code, bare.stdout]).toEqual([2, '']);
    });
  });

  describe('started and stopped', () => {
    test('a restart keeps the conversation, and the log follows it', async () => {
      const before = await fleet.row('coder-1');
      const log = fleet.begin(['logs', 'coder-1', '-f', '-n', '1']);
      await until(async () => expect(log.said()).toContain('started, launch'));
      const restarted = await fleet.mosaic(['restart', 'coder-1']);
      expect(restarted).toMatchObject({ code: 0, stdout: expect.stringContaining('restarted') });
      await reaches('coder-1', 'idle');
      const after = await fleet.row('coder-1');
      expect(after.session).toBe(before.session);
      expect(after.pid).not.toBe(before.pid);
      await until(async () =>
        expect(log.said()).toMatch(/stopped: the harness exited[\s\S]*started, launch/),
      );
    });

    test('a stop survives a power cut, a start ends it', async () => {
      const stopped = await fleet.mosaic(['stop', 'coder-1']);
      expect(stopped).toMatchObject({ code: 0, stdout: expect.stringContaining('stopped') });
      await kill(host('beta'));
      await boot(host('beta'));
      await reaches('coder-2', 'idle');
      expect(await fleet.row('coder-1')).toMatchObject({ state: 'stopped', rule: 'stop-mark' });
      const refused = await fleet.mosaic(['attach', 'coder-1']);
      expect([refused.code, refused.stderr]).toEqual([
        1,
        expect.stringContaining('mosaic fleet start coder-1'),
      ]);
      expect(await fleet.mosaic(['start', 'coder-1'])).toMatchObject({ code: 0 });
      await reaches('coder-1', 'idle');
    });
  });

  describe('in trouble', () => {
    test.each(['off', 'frozen'] as const)('a host that is %s is a row, and exit code 3', async (fault) => {
      await (fault === 'off' ? kill : freeze)(host('beta'));
      // At the same time: each waits for its own answer that does not come.
      const ask = (...words: string[]) => fleet.mosaic(words);
      const [shown, stop, status, ...alone] = await Promise.all([
        ask('ps', '--json'),
        ask('stop', '--host', 'beta'),
        ask('status', 'coder-1'),
        ask('send', 'coder-1', 'x'),
        ask('logs', 'coder-1'),
        ask('attach', 'coder-1'),
      ]);
      await (fault === 'off' ? boot : thaw)(host('beta'));
      expect(shown.code).toBe(3);
      const document = JSON.parse(shown.stdout) as Awaited<ReturnType<FleetOnLab['ps']>>;
      expect(document.agents.map((row) => [row.agent, row.state === 'unreachable'])).toEqual([
        ['mos', false],
        ['coder-1', true],
        ['coder-2', true],
      ]);
      for (const { code, stdout, stderr } of alone) {
        expect([code, stdout]).toEqual([1, '']);
        expect(stderr).toMatch(/^mosaic: beta: /);
      }
      expect(status).toMatchObject({ code: 1, stdout: expect.stringContaining('unreachable') });
      expect(stop).toMatchObject({ code: 1, stdout: expect.stringContaining('no answer') });
      await reaches('coder-1', 'idle');
      await reaches('coder-2', 'idle');
    });

    test('hung in a live pane: stalled, until it is restarted', async () => {
      await fleet.mosaic(['send', 'coder-1', '!hang']);
      await reaches('coder-1', 'stalled', 'hung');
      const explained = await fleet.mosaic(['status', 'coder-1', '--explain']);
      expect(explained.stdout).toMatch(/^ *hung .* ⇒ stalled$/m);
      expect(await fleet.mosaic(['restart', 'coder-1'])).toMatchObject({ code: 0 });
      await reaches('coder-1', 'idle');
    });

    test('halted: stalled', async () => {
      const { pid } = await fleet.row('coder-1');
      await run(host('beta'), ['kill', '-STOP', String(pid)], { as: 'user' });
      await reaches('coder-1', 'stalled', 'process-stopped');
      await run(host('beta'), ['kill', '-CONT', String(pid)], { as: 'user' });
      await reaches('coder-1', 'idle');
    });

    test('a live harness with a dead hook: the screen tells', async () => {
      await fleet.mosaic(['send', 'coder-2', '!silent']);
      await reaches('coder-2', 'idle', 'screen');
      const explained = await fleet.mosaic(['status', 'coder-2', '--explain']);
      expect(explained.stdout).toContain('its hook is dead');
    });

    test('a harness that ends at once, again and again: quarantine, until its cause is mended', async () => {
      const transcript = '.local/state/mosaic/home/agents/coder-2/transcript';
      await run(host('beta'), ['mv', transcript, 'aside'], { as: 'user' });
      await fleet.mosaic(['restart', 'coder-2']);
      await reaches('coder-2', 'exited', 'quarantine', 90);
      const status = await fleet.mosaic(['status', 'coder-2', '--explain']);
      expect(status.stdout).toContain('exit code 66');
      expect(status.stdout).toMatch(/^ *quarantine .* ⇒ exited$/m);
      expect((await fleet.mosaic(['logs', 'coder-2'])).stdout).toContain('is gone.');
      await run(host('beta'), ['mv', 'aside', transcript], { as: 'user' });
      expect(await fleet.mosaic(['start', 'coder-2'])).toMatchObject({ code: 0 });
      await reaches('coder-2', 'idle', 'hook');
    }, 120_000);
  });
});
