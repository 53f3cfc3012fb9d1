import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/lab/index.ts';
import { deploySchema, planSchema } from '../../src/model/contract-deploy.ts';
import { addRuntime, editRoster, factsOf, pidsOf, type Roster } from './support/deployed-host.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';

// Every byte that a variable can hold, more than a pipe holds at once, and line feeds at the end.
const AWKWARD = Buffer.concat([
  ...Array.from({ length: 100 }, () => Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1))),
  Buffer.from(`'"$(id)\`\\%h%%\n\n\n`, 'latin1'),
]);
const FIRST = 'first-key-3fA9$(reboot)';
const REFUSED = 'refused-key-77Qz';
const SECOND = 'second-key-Zp41"\\';
const THIRD = 'third-key-m0Kx%n';
const OTHER = 'other-key-Wd52';
const HOME = '/home/operator';
const STORE = `${HOME}/.config/mosaic/home/credentials`;

const roster: Roster = {
  fleet: 'home',
  defaults: { runtime: 'picky', heartbeat: { every: '2s', stale: '6s' } },
  secrets: { awkward: 'file:awkward.bin', 'api-key': 'age', 'other-key': 'env:LAB_OTHER_KEY' },
  orchestrator: {
    name: 'mos',
    host: 'alpha',
    env: { API_KEY: 'secret:api-key', AWKWARD: 'secret:awkward' },
  },
  agents: [
    { name: 'coder-1', role: 'coder', host: 'alpha', env: { OTHER: 'secret:other-key', PLAIN: 'x' } },
    {
      name: 'coder-2',
      role: 'coder',
      host: 'beta',
      env: { API_KEY: 'secret:api-key', AGAIN: 'secret:api-key', AWKWARD: 'secret:awkward' },
    },
    { name: 'plain', role: 'coder', host: 'beta' },
  ],
};
const hostOfAgent: Readonly<Record<string, string>> = {
  mos: 'alpha',
  'coder-1': 'alpha',
  'coder-2': 'beta',
  plain: 'beta',
};

describeLab('secrets', () => {
  const { lab, host } = useLab('alpha', 'beta');
  let fleet: FleetOnLab;
  const printed: string[] = [];

  const look = (name: string) => factsOf(host(name), 'home');
  const asRoot = async (name: string, script: string) =>
    (await run(host(name), ['sh', '-c', script], { mayFail: true })).stdout;
  const mosaic = async (...args: string[]) => {
    const said = await fleet.mosaic(args);
    printed.push(said.stdout, said.stderr);
    return said;
  };
  const keep = async (value: string) => {
    const said = await fleet.mosaic(['secret', 'set', 'api-key'], `${value}\n`);
    printed.push(said.stdout, said.stderr);
    expect(said.code, said.stderr).toBe(0);
  };
  const deployed = async () => {
    const said = await mosaic('deploy', '--yes');
    expect([said.stderr, said.code], said.stdout).toEqual(['', 0]);
  };
  const harness = async (agent: string) => {
    const pid = (await look(hostOfAgent[agent] ?? '')).agents[agent]?.beat?.['pid'];
    if (pid === undefined) throw new Error(`no beat of ${agent}`);
    return pid;
  };
  /** The environment of a harness as its kernel has it, byte for byte. */
  const variable = async (agent: string, name: string): Promise<Buffer | null> => {
    const script = `base64 -w0 /proc/${await harness(agent)}/environ`;
    const environ = Buffer.from(await asRoot(hostOfAgent[agent] ?? '', script), 'base64');
    const start = Buffer.from(`\0${name}=`);
    const at = environ.indexOf(start);
    if (at < 0) return null;
    return environ.subarray(at + start.length, environ.indexOf(0, at + 1));
  };
  const restarted = async (act: () => Promise<unknown>) => {
    const before = { ...pidsOf(await look('alpha')), ...pidsOf(await look('beta')) };
    await act();
    const after = { ...pidsOf(await look('alpha')), ...pidsOf(await look('beta')) };
    return Object.keys(after)
      .filter((unit) => after[unit] !== before[unit])
      .sort();
  };

  beforeAll(() => {
    fleet = writeFleet(roster, lab().hosts);
    process.env['LAB_OTHER_KEY'] = OTHER;
    process.env['MOSAIC_AGE_IDENTITY'] = join(fleet.dir, '.mosaic/identity.age');
    writeFileSync(join(fleet.dir, 'awkward.bin'), Buffer.concat([AWKWARD, Buffer.from('\n')]));
    const echo = readFileSync(join(import.meta.dirname, '../../templates/runtimes/echo/start.sh'), 'utf8');
    const guard = 'main() {\n  case ${API_KEY-} in refused*) echo "the key was refused"; exit 3 ;; esac\n';
    addRuntime(fleet, 'picky', echo.replace('main() {\n', guard));
  });

  test('one that cannot be had is told before anything is touched', async () => {
    const { code, stdout, stderr } = await mosaic('deploy', '--yes');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('secret api-key (age) for coder-2, mos: it is not in secrets.age');
    expect(stderr).toContain('mosaic fleet secret set api-key');
    expect((await look('alpha')).current).toBeNull();
    // Those of a host that is not deployed to are not asked for.
    delete process.env['LAB_OTHER_KEY'];
    await keep(FIRST);
    expect((await mosaic('plan', 'beta')).code).toBe(0);
    expect((await mosaic('plan', 'alpha')).stderr).toContain('LAB_OTHER_KEY is not set here');
    process.env['LAB_OTHER_KEY'] = OTHER;
  });

  test('every byte arrives in the harness, on both Debians', { timeout: 180_000 }, async () => {
    await deployed();
    for (const agent of ['mos', 'coder-2']) {
      expect((await variable(agent, 'AWKWARD'))?.equals(AWKWARD)).toBe(true);
      expect(String(await variable(agent, 'API_KEY'))).toBe(FIRST);
    }
    expect(String(await variable('coder-2', 'AGAIN'))).toBe(FIRST);
    expect(String(await variable('coder-1', 'OTHER'))).toBe(OTHER);
    expect(await variable('coder-1', 'API_KEY')).toBeNull();
    expect(await variable('mos', 'CREDENTIALS_DIRECTORY')).toBeNull();
    const { code, stdout } = await mosaic('verify');
    expect([stdout, code]).toEqual([expect.stringContaining('as deployed'), 0]);
  });

  test('unchanged they cost nothing', async () => {
    expect(
      await restarted(async () => expect((await mosaic('deploy')).stdout).toContain('Nothing to do.')),
    ).toEqual([]);
    expect((await look('alpha')).secrets.exposed).toEqual([]);
  });

  test('one that a harness does not start with is put back', { timeout: 240_000 }, async () => {
    await keep(REFUSED);
    const { code, stdout } = await mosaic('deploy', '--yes', '--json', '-v');
    expect(code).toBe(1);
    const hosts = deploySchema.parse(JSON.parse(stdout)).hosts;
    expect(hosts.map(({ result, differs }) => [result, differs])).toEqual([
      ['rolled-back', []],
      ['rolled-back', []],
    ]);
    expect(hosts[0]?.log.join('\n')).toContain('the key was refused');
    for (const agent of ['mos', 'coder-2']) {
      await expect
        .poll(async () => String(await variable(agent, 'API_KEY')), { timeout: 30_000 })
        .toBe(FIRST);
    }
    for (const name of ['alpha', 'beta']) {
      expect(await asRoot(name, `grep -rlF '${REFUSED}' ${HOME} /run/user /tmp /var/log 2>/dev/null`)).toBe(
        '',
      );
    }
  });

  test('one that is right restarts those that use it, and nobody else', { timeout: 180_000 }, async () => {
    await keep(SECOND);
    const plan = await mosaic('plan');
    expect(plan.stdout).toMatch(/~ secret api-key changed +restarts mos\n/);
    const { hosts } = planSchema.parse(JSON.parse((await mosaic('plan', '--json', '-v')).stdout));
    expect(hosts.map(({ secrets }) => secrets)).toEqual([
      [{ secret: 'api-key', change: 'changed', restarts: ['mos'] }],
      [{ secret: 'api-key', change: 'changed', restarts: ['coder-2'] }],
    ]);
    const units = await restarted(deployed);
    expect(units).toEqual(['mosaic-home-agent-coder-2.service', 'mosaic-home-agent-mos.service']);
    expect(String(await variable('mos', 'API_KEY'))).toBe(SECOND);
  });

  describe('are found nowhere else', () => {
    const values = [SECOND, THIRD, OTHER];
    const pattern = values.map((value) => `-e '${value}'`).join(' ');

    test('while they travel, no command line has them', { timeout: 180_000 }, async () => {
      await keep(THIRD);
      // Its own command line does not match.
      const watch = (seconds: number) =>
        `end=$(($(date +%s) + ${seconds})); while [ $(date +%s) -lt $end ]; do cat /proc/[0-9]*/cmdline 2>/dev/null; done | tr '\\0' ' ' | grep -aoE -e '-[k]ey-' | sort -u`;
      const watched = ['alpha', 'beta'].map((name) => asRoot(name, watch(15)));
      const program = fleet.begin(['deploy', '--yes', '--json', '-v']);
      let ended = false;
      const end = program.ended.then(() => {
        ended = true;
      });
      const own: string[] = [];
      while (!ended) {
        own.push(
          execFileSync('sh', ['-c', "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' || :"], {
            encoding: 'latin1',
            maxBuffer: 1e8,
          }),
        );
        await new Promise((resolve) => setImmediate(resolve));
      }
      await end;
      printed.push(program.said());
      expect(program.child.exitCode, program.said()).toBe(0);
      expect(await Promise.all(watched)).toEqual(['', '']);
      expect(values.filter((value) => own.some((text) => text.includes(value.slice(0, 12))))).toEqual([]);
      expect(String(await variable('mos', 'API_KEY'))).toBe(THIRD);
    });

    test('on a host only credentials have them, and the environment of their harness', async () => {
      for (const [name, own] of [
        ['alpha', ['api-key mos', 'other-key coder-1']],
        ['beta', ['api-key coder-2']],
      ] as const) {
        const files = await asRoot(
          name,
          `grep -rlaF ${pattern} /home /run /tmp /var /etc /root /dev/shm 2>/dev/null | sort`,
        );
        const given = own.map((word) => {
          const [secret, agent] = word.split(' ');
          return new RegExp(`/credentials/mosaic-home-agent-${agent}\\.service/${secret}$`);
        });
        const odd = files
          .trim()
          .split('\n')
          .filter((path) => !path.startsWith(`${STORE}/`) && !given.some((place) => place.test(path)));
        expect(odd).toEqual([]);
        const current = await asRoot(name, `readlink ${STORE}/current`);
        expect(await asRoot(name, `grep -rlaF -e '${THIRD}' ${STORE}`)).toBe(
          `${STORE}/${current.trim()}/api-key\n`,
        );
        expect(await asRoot(name, `journalctl --no-pager -o export | grep -caF ${pattern}`)).toBe('0\n');
        const modes = await asRoot(name, `find ${STORE} ! -type l -printf '%m\\n' | sort -u`);
        expect(modes).toBe('600\n700\n');
        const holders = await asRoot(
          name,
          `for p in /proc/[0-9]*; do grep -qaF ${pattern} $p/environ 2>/dev/null && echo \${p#/proc/}; done`,
        );
        const agents = own.map((word) => word.split(' ')[1] ?? '');
        const pids = await Promise.all(agents.map(harness));
        const wrong = [];
        for (const pid of holders.trim().split('\n')) {
          // A harness and what it starts itself.
          const parent = (await asRoot(name, `cut -d' ' -f4 /proc/${pid}/stat 2>/dev/null`)).trim();
          if (parent !== '' && !pids.includes(pid) && !pids.includes(parent)) wrong.push(pid);
        }
        expect(wrong).toEqual([]);
        const show = 'tmux -S $s show-environment -g; tmux -S $s show-environment -t =0';
        const tmux = await asRoot(
          name,
          `for s in /run/user/*/mosaic/*/*/tmux; do su -s /bin/sh operator -c "${show}" 2>/dev/null; done`,
        );
        expect(tmux).toContain('MOSAIC_AGENT=');
        expect(values.filter((value) => tmux.includes(value))).toEqual([]);
      }
    });

    test('nor the fleet directory, nor anything that was printed', async () => {
      expect((await mosaic('generate', '--json', '-v')).code).toBe(0);
      await mosaic('secret', 'list', '--json', '-v');
      await mosaic('secret', 'test', '-v');
      await mosaic('verify', '--json', '-v');
      await mosaic('history', '--json', '-v');
      const found = execFileSync('sh', ['-c', `grep -rlaF ${pattern} . || :`], {
        cwd: fleet.dir,
        encoding: 'utf8',
      });
      expect(found).toBe('');
      const all = [FIRST, REFUSED, ...values];
      expect(all.filter((value) => printed.some((text) => text.includes(value)))).toEqual([]);
    });

    test('and an agent reaches those of no other', async () => {
      for (const [agent, name] of Object.entries(hostOfAgent)) {
        const root = `/proc/${await harness(agent)}/root`;
        expect(await asRoot(name, `ls -A ${root}${HOME}/.config/mosaic`)).toBe('');
        const own = await asRoot(name, `ls ${root}/run/user/*/credentials 2>/dev/null`);
        expect(own).toBe(agent === 'plain' ? '' : `mosaic-home-agent-${agent}.service\n`);
      }
    });
  });

  test('a rollback brings back the values that its release ran with', { timeout: 180_000 }, async () => {
    await keep(FIRST);
    editRoster(fleet, (written) => {
      for (const agent of written.agents) agent['limits'] = { tasks: 200 };
    });
    await deployed();
    expect(String(await variable('coder-2', 'API_KEY'))).toBe(FIRST);
    const said = await mosaic('rollback', '--yes', 'beta');
    expect([said.stderr, said.code], said.stdout).toEqual(['', 0]);
    expect(said.stdout).toContain('~ secret api-key changed    restarts coder-2');
    expect(String(await variable('coder-2', 'API_KEY'))).toBe(THIRD);
    await keep(THIRD);
    await deployed();
    // What no release that is there ran with is gone.
    expect(await asRoot('beta', `ls ${STORE} | grep -cE '^[0-9a-f]{16}$'`)).toBe('1\n');
  });

  test('edited on the host, they are told and put right', { timeout: 120_000 }, async () => {
    await asRoot('beta', `printf meddled >${STORE}/current/api-key; chmod 644 ${STORE}/current/awkward`);
    const { stdout, code } = await mosaic('verify');
    expect([code, stdout]).toEqual([3, expect.stringContaining('secrets were edited on the host')]);
    expect(stdout).toContain('others can read');
    expect((await mosaic('deploy', '--yes')).code).toBe(0);
    expect((await mosaic('verify')).code).toBe(0);
    expect(String(await variable('coder-2', 'API_KEY'))).toBe(THIRD);
  });

  test('one that nobody uses any more leaves the hosts', { timeout: 120_000 }, async () => {
    editRoster(fleet, (written) => {
      for (const agent of written.agents) delete agent['env'];
    });
    expect((await mosaic('secret', 'rm', 'other-key')).code).toBe(0);
    const said = await mosaic('deploy', '--yes');
    expect(said.stdout).toContain('~ secret other-key removed');
    expect(await asRoot('beta', `ls -A ${STORE}/current 2>/dev/null`)).toBe('');
    expect((await look('beta')).secrets.current).toBeNull();
    expect((await mosaic('verify')).code).toBe(0);
  });
});
