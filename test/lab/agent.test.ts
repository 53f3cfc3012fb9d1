import { expect, test } from 'vitest';
import { type LabHost, run } from '../../src/lab/index.ts';
import { exactMessages, refusedMessages } from '../templates/support/hostile.ts';
import { until } from '../templates/support/until.ts';
import { describeLab, useLab } from './support/lab.ts';
import {
  readFile,
  record,
  send,
  show,
  startAgents,
  state,
  systemctl,
  tmux,
  unit,
} from './support/staged-agents.ts';

/** The harness of an agent is at its composer; gives its pid. */
function ready(host: LabHost, agent: string, not?: string): Promise<string> {
  return until(`${agent} on ${host.name} is at its composer`, async () => {
    const { pid } = await record(host, agent, 'run');
    const { state: doing } = await record(host, agent, 'hook');
    return pid !== undefined && pid !== not && doing === 'idle' ? pid : null;
  });
}

const signal = (host: LabHost, name: string, pid: string | undefined) =>
  run(host, ['kill', '-s', name, String(pid)]);

describeLab('an agent on a host', () => {
  const { host } = useLab('alpha', 'beta');
  const onBoth = (body: (host: LabHost) => Promise<void>) => () =>
    Promise.all([host('alpha'), host('beta')].map(body));

  test(
    'is started when systemd says so, with its variables, in one cgroup',
    onBoth(async (host) => {
      const env = { LINES_: 'a\n\n"b" \'c\' $(id) `id` \\ %h %s', UNI: 'ä 漢 😀', LONG: 'x%"'.repeat(3400) };
      await startAgents(host, { agent: 'w-1', env });
      const { pid } = await record(host, 'w-1', 'run');
      expect(pid).toMatch(/^\d+$/);
      expect(await record(host, 'w-1', 'run')).toMatchObject({ launch: 'launch-w-1' });
      expect((await show(host, 'w-1'))['MainPID']).toBe((await record(host, 'w-1', 'run'))['wrapper']);
      await ready(host, 'w-1');
      const environ = (await readFile(host, `/proc/${pid}/environ`)).split('\0');
      for (const [name, value] of Object.entries(env)) expect(environ).toContain(`${name}=${value}`);
      expect(environ.filter((pair) => pair.startsWith('NOTIFY_SOCKET='))).toEqual([]);
      const ours = (await tmux(host, 'w-1', 'display-message', '-p', '#{pid} #{pane_pid}')).trim().split(' ');
      for (const one of [...ours, pid]) {
        const cgroup = await readFile(host, `/proc/${one}/cgroup`);
        expect(cgroup.trim()).toMatch(new RegExp(`/${unit('w-1')}$`));
      }
      expect(await systemctl(host, 'list-units', '--type=scope', '--all')).not.toContain('tmux-spawn');
      await systemctl(host, 'stop', unit('w-1'));
      expect((await run(host, ['pgrep', '-f', 'harness|agent-record|tmux'], { mayFail: true })).stdout).toBe(
        '',
      );
    }),
  );

  test.each([
    ['exit 3', '1', '3', { code: '3', signal: '' }],
    ['exit 137', '1', '137', { code: '137', signal: '' }],
    ['kill -KILL $$', '2', '9', { code: '', signal: 'KILL' }],
    ['kill -SEGV $$', '2', '11', { code: '', signal: 'SEGV' }],
  ])('systemd and the record know how it ended: %s', async (command, code, status, exit) => {
    await onBoth(async (host) => {
      const agent = 'w-2';
      await startAgents(host, { agent, start: `echo last words; ${command}\n`, restart: 'no' });
      const ended = await until('the unit ended', async () => {
        const shown = await show(host, agent);
        return shown['SubState'] === 'failed' ? shown : null;
      });
      expect([ended['ExecMainCode'], ended['ExecMainStatus']]).toEqual([code, status]);
      expect(await record(host, agent, 'exit')).toMatchObject(exit);
      expect(await readFile(host, `${state(agent)}/log`)).toContain('  | last words');
      await run(host, ['rm', '-rf', state(agent)], { as: 'user' });
    })();
  });

  test(
    'comes back in the same conversation, whatever of it is killed, and its sibling is not touched',
    onBoth(async (host) => {
      await startAgents(host, { agent: 'a-1' }, { agent: 'a-10' });
      const sibling = await ready(host, 'a-10');
      let pid = await ready(host, 'a-1');
      await send(host, 'a-1', 'remember', 20);
      const session = await readFile(host, `${state('a-1')}/session`);
      const killed = {
        harness: async () => signal(host, 'KILL', pid),
        server: async () =>
          signal(host, 'KILL', (await tmux(host, 'a-1', 'display-message', '-p', '#{pid}')).trim()),
        wrapper: async () => signal(host, 'KILL', (await record(host, 'a-1', 'run'))['wrapper']),
      };
      for (const [what, kill] of Object.entries(killed)) {
        await kill();
        pid = await ready(host, 'a-1', pid);
        expect(await tmux(host, 'a-1', 'capture-pane', '-p'), what).toContain('I remember 1 earlier turns.');
        const { reason, signal: by } = await record(host, 'a-1', 'exit');
        expect([reason, by], what).toEqual(what === 'harness' ? ['signal', 'KILL'] : ['lost', '']);
      }
      expect(await readFile(host, `${state('a-1')}/session`)).toBe(session);
      expect(await record(host, 'a-10', 'run')).toMatchObject({ pid: sibling });
      expect(await record(host, 'a-10', 'failures')).toEqual({});
      await systemctl(host, 'stop', unit('a-1'), unit('a-10'));
    }),
    120_000,
  );

  test(
    'a hanging one is stopped in time, and nothing of it is left',
    onBoth(async (host) => {
      await startAgents(host, { agent: 'h-1' });
      const pid = await ready(host, 'h-1');
      await send(host, 'h-1', '!hang');
      await until('it hangs', async () =>
        (await tmux(host, 'h-1', 'capture-pane', '-p')).includes('for ever'),
      );
      await systemctl(host, 'stop', unit('h-1'));
      // A stop that systemd had to force after TimeoutStopSec=4 has the result `timeout`.
      expect(await show(host, 'h-1')).toMatchObject({ ActiveState: 'inactive', Result: 'success' });
      expect(await record(host, 'h-1', 'exit')).toMatchObject({ signal: 'KILL' });
      expect(await record(host, 'h-1', 'failures')).toEqual({});
      expect((await run(host, ['test', '-e', `/proc/${pid}`], { mayFail: true })).code).toBe(1);
    }),
  );

  test(
    'six early ends are a quarantine, and a start clears it',
    onBoth(async (host) => {
      await startAgents(host, { agent: 'c-1', start: 'echo broken; exit 5\n' });
      const shown = await until(
        'quarantine',
        async () => {
          const now = await show(host, 'c-1');
          return now['ActiveState'] === 'failed' ? now : null;
        },
        100,
      );
      expect([shown['ExecMainStatus'], shown['NRestarts']]).toEqual(['78', '5']);
      expect(await record(host, 'c-1', 'failures')).toMatchObject({ count: '6' });
      const log = await readFile(host, `${state('c-1')}/log`);
      expect(log.match(/starting again in \d+ s/g)).toEqual(
        [1, 2, 4, 8, 16].map((wait) => `starting again in ${wait} s`),
      );
      await systemctl(host, 'start', unit('c-1'));
      await until('it counts again', async () => (await record(host, 'c-1', 'failures'))['count'] === '1');
      await systemctl(host, 'stop', unit('c-1'));
    }),
    180_000,
  );

  test(
    'hostile messages arrive byte for byte, or are refused',
    onBoth(async (host) => {
      await startAgents(host, { agent: 'm-1' });
      await ready(host, 'm-1');
      for (const [what, message, why] of refusedMessages) {
        expect(await send(host, 'm-1', message), what).toEqual({
          outcome: 'refused',
          why: expect.stringContaining(why),
          turn: '',
        });
      }
      for (const message of exactMessages) {
        expect(await send(host, 'm-1', message, 60), message.slice(0, 80)).toMatchObject({
          outcome: 'answered',
        });
      }
      const lines = (await readFile(host, `${state('m-1')}/transcript`)).trimEnd().split('\n');
      const messages = lines.map((line) => (JSON.parse(line) as { message?: string }).message);
      expect(messages.filter((message) => message !== undefined)).toEqual(exactMessages);
      await systemctl(host, 'stop', unit('m-1'));
    }),
    300_000,
  );
});
