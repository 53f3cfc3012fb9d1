import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { compileDirectory } from '../../src/cli/compile-fleet.ts';
import { deployScripts } from '../../src/cli/fleet/deploy-actor.ts';
import { boot, kill, run } from '../../src/lab/index.ts';
import type { HostBundle } from '../../src/model/bundle.ts';
import { runFolder, unitName } from '../../src/model/unit-name.ts';
import { describeFinding } from '../../src/provision/describe-finding.ts';
import { findings } from '../../src/provision/findings.ts';
import { parseFacts } from '../../src/provision/parse-facts.ts';
import { wantedOf } from '../../src/provision/wanted.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';
import { placeBundle } from './support/place-bundle.ts';

const suites = [
  ['Debian 12', 'alpha'],
  ['Debian 13', 'beta'],
] as const;

const ODD = `~/work/it's "odd" 100% $HOME \\ dir`;
const agentsOf = (host: string) => [
  { name: `${host}-a`, host, workdir: ODD, sandbox: { write: ['~/extra'], hide: ['~/.netrc'] } },
  { name: `${host}-b`, host },
  { name: `${host}-free`, host, sandbox: { disabled: 'needs docker' } },
];
const roster = {
  fleet: 'home',
  defaults: { runtime: 'shell', heartbeat: { every: '2s', stale: '6s' } },
  orchestrator: { name: 'mos', host: 'alpha', runtime: 'echo' },
  agents: [...agentsOf('alpha'), ...agentsOf('beta')],
};

// What stands on the host before the fleet comes: things to steal, and things to spoil.
const PREPARE = `cd
mkdir -p .ssh .config/mosaic/home/credentials .local/state/mosaic/other/agents/x .local/state/mosaic/home/mail extra
echo stolen | tee .local/state/mosaic/home/mail/x .ssh/id .netrc .config/mosaic/home/credentials/token .local/state/mosaic/other/agents/x/hook >/dev/null
echo '# mine' >.bashrc`;

// Units have an address that leads nowhere; an agent would look for the right one.
const ON_BUS = 'DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus';

describeLab('the sandbox of an agent', () => {
  const { lab, host } = useLab('alpha', 'beta');
  const bundles = new Map<string, HostBundle>();
  let fleet: FleetOnLab;

  const onHost = async (name: string, script: string) => {
    const { code, stdout, stderr } = await run(host(name), ['sh', '-c', script], {
      as: 'user',
      mayFail: true,
    });
    return { code, said: `${stdout}${stderr}` };
  };
  const state = (agent: string) => `$HOME/.local/state/mosaic/home/agents/${agent}`;

  /** What a script says that an agent's own harness runs. */
  const inside = async (name: string, agent: string, script: string): Promise<string> => {
    const talk = `exec 3<&0; cat <&3 >"${state(agent)}/in" & cat "${state(agent)}/out"`;
    const { stdout } = await run(host(name), ['timeout', '20', 'sh', '-c', talk], {
      as: 'user',
      stdin: `${script}\n`,
    });
    return stdout.trim();
  };
  const ready = (agent: string) =>
    vi.waitFor(async () => expect((await fleet.row(agent)).state).toBe('idle'), {
      timeout: 30_000,
      interval: 200,
    });
  const found = async (name: string) => {
    const line = ['sh', '-c', 'sh -c "$0" facts home | gzip -d', deployScripts().facts];
    const { stdout } = await run(host(name), line, { as: 'user' });
    const facts = parseFacts('home', stdout) ?? expect.unreachable();
    const all = findings(wantedOf(bundles.get(name) ?? null, 'home', name), facts);
    return all.flatMap((finding) => (finding.kind.startsWith('sandbox') ? [describeFinding(finding)] : []));
  };

  beforeAll(async () => {
    fleet = writeFleet(roster, lab().hosts);
    mkdirSync(join(fleet.dir, 'templates/runtimes'), { recursive: true });
    cpSync(join(import.meta.dirname, 'runtimes/shell'), join(fleet.dir, 'templates/runtimes/shell'), {
      recursive: true,
    });
    const compiled = await compileDirectory(fleet.dir);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
    for (const bundle of compiled.value.bundle.hosts) {
      bundles.set(bundle.host, bundle);
      await onHost(bundle.host, PREPARE);
      await placeBundle(host(bundle.host), bundle);
    }
    for (const [, name] of suites) for (const agent of ['a', 'b', 'free']) await ready(`${name}-${agent}`);
  });

  describe.each(suites)('on %s', (_, name) => {
    const [a, b, free] = [`${name}-a`, `${name}-b`, `${name}-free`];
    const sibling = `$XDG_RUNTIME_DIR/${runFolder('home', b)}`;
    const pidOf = (unit: string) => onHost(name, `systemctl --user show --value -p MainPID ${unit}`);

    test.each([
      ['read a private key', 'cat ~/.ssh/id'],
      ['read a secret of the fleet', 'cat ~/.config/mosaic/home/credentials/token'],
      ['read what the roster hides', 'cat ~/.netrc'],
      ["read a sibling's state", `cat ~/.local/state/mosaic/home/agents/${b}/hook`],
      ["read another fleet's state", 'cat ~/.local/state/mosaic/other/agents/x/hook'],
      ["type into a sibling's terminal", `tmux -N -S ${sibling}/tmux send-keys -t ${b} x`],
      ["read a sibling's run record", `cat ${sibling}/run`],
      ['read the mail of others', 'cat ~/.local/state/mosaic/home/mail/x'],
      ['read what people say in chats', 'ls ~/.local/state/mosaic/home/connectors'],
      ['read what became of mail', 'ls ~/.local/state/mosaic/home/ledger'],
      ['write a unit', 'echo x >~/.config/systemd/user/x.service'],
      ["write the account's shell start", 'echo x >>~/.bashrc'],
      ['write a new file in the home', 'echo x >~/new'],
      ['write a heartbeat', `echo x >~/.local/state/mosaic/home/beats/${a}`],
      ['write the release', 'echo x >~/.local/share/mosaic/home/record'],
      ['start a unit', `${ON_BUS} systemd-run --user -q touch /tmp/out`],
      ['talk to the user bus', `${ON_BUS} busctl --user list`],
      ['talk to the system bus', 'busctl --system list'],
      ['gain privileges', 'sudo -n true'],
      [
        'become root of a namespace and uncover',
        'unshare -Urm sh -c "umount /run ~/.ssh ~/.config/mosaic; cat ~/.ssh/id"',
      ],
      ['make a file for root', 'cp /bin/true /tmp/t && chmod u+s /tmp/t'],
    ])('an agent cannot %s', async (_what, command) => {
      const said = await inside(name, a, `${command} && echo DONE`);
      expect(said).not.toMatch(/DONE|stolen/);
      expect(said).not.toBe('');
    });

    test('an agent without a sandbox can: the attempts mean something', async () => {
      const tries = `cat ~/.ssh/id ~/.netrc ~/.config/mosaic/home/credentials/token ~/.local/state/mosaic/other/agents/x/hook
        cat ~/.local/state/mosaic/home/agents/${b}/hook ${sibling}/run >/dev/null && echo sibling
        echo x >~/.config/systemd/user/x.service && rm ~/.config/systemd/user/x.service && echo unit
        echo '# mine' >~/.bashrc && echo bashrc
        ${ON_BUS} systemd-run --user -q --wait true && echo started
        head -c 1 /proc/${(await pidOf(unitName.agent('home', b))).said.trim()}/environ >/dev/null && echo memory`;
      const said = await inside(name, free, tries);
      expect(said.split('\n').filter((line) => line === 'stolen')).toHaveLength(4);
      expect(said).toMatch(/sibling[\s\S]*unit[\s\S]*bashrc[\s\S]*started[\s\S]*memory/);
    });

    test.each([
      ['a sibling', unitName.agent('home', `${name}-b`)],
      ['the sidecar', unitName.beat('home')],
    ])('the memory of %s is out of reach', async (_what, unit) => {
      const pid = (await pidOf(unit)).said.trim();
      const tries = ['mem', 'environ', 'maps'].map((file) => `head -c 1 /proc/${pid}/${file} && echo DONE`);
      const said = await inside(
        name,
        a,
        [...tries, `ls /proc/${pid}/root/ /proc/${pid}/cwd/ && echo DONE`].join('\n'),
      );
      expect(said).not.toContain('DONE');
      expect(said.match(/Permission denied|cannot access/g)?.length).toBeGreaterThanOrEqual(4);
    });

    test('signals do arrive: that is not hidden', async () => {
      const pid = (await pidOf(unitName.beat('home'))).said.trim();
      expect(await inside(name, a, `kill -0 ${pid} && echo arrives`)).toBe('arrives');
    });

    test('what it works with is open', async () => {
      const work = `cd "$MOSAIC_WORKDIR" && pwd && echo 1 >here && cat here && echo tmp
        for f in /tmp /var/tmp /dev/shm ~/extra "$MOSAIC_STATE"; do echo x >"$f/x" && rm "$f/x" || echo "closed $f"; done
        echo to-terminal >/dev/tty && echo tty
        getent hosts localhost >/dev/null && echo names
        (exec 3<>/dev/null; timeout 5 bash -c 'exec 4<>/dev/tcp/127.0.0.1/22; head -c 4 <&4') && echo
        touch /tmp/mark`;
      const said = await inside(name, a, work);
      expect(said).toContain(ODD.replace('~', '/home/operator'));
      expect(said).not.toContain('closed');
      expect(said).toMatch(/tmp[\s\S]*tty[\s\S]*names[\s\S]*SSH-/);
      expect((await onHost(name, 'ls /tmp/mark')).code).not.toBe(0);
      expect(
        (await onHost(name, `cat "$HOME/${ODD.slice(2).replaceAll(/[$"\\]/g, '\\$&')}/here"`)).said,
      ).toBe('1\n');
    });

    test('its hooks beat, and the operator enters from outside', async () => {
      const before = (await fleet.row(a)).since;
      await inside(name, a, `sh "$MOSAIC_ROOT/$MOSAIC_HOOK" state=busy last=inside`);
      await vi.waitFor(
        async () => expect(await fleet.row(a)).toMatchObject({ state: 'busy', last: 'inside' }),
        10_000,
      );
      await inside(name, a, `sh "$MOSAIC_ROOT/$MOSAIC_HOOK" state=idle`);
      expect(before).not.toBeUndefined();
      const looking = fleet.begin(['attach', a], true);
      await vi.waitFor(() => expect(looking.said()).toContain('ready'), { timeout: 15_000, interval: 200 });
      looking.child.stdin?.write('\x02d');
      await looking.ended;
    });

    test('who looks, sends or attaches is not made to act outside by the terminal server', async () => {
      const mine = 'tmux -N -S "$MOSAIC_SOCKET"';
      await inside(
        name,
        a,
        `${mine} set-buffer spoiled
        for hook in list-sessions capture-pane display-message has-session; do
          ${mine} set-hook -g "after-$hook" "save-buffer $HOME/spoiled"
        done`,
      );
      expect((await fleet.row(a)).state).toBe('idle');
      await fleet.mosaic(['send', a, 'x']);
      const looking = fleet.begin(['attach', a], true);
      await vi.waitFor(() => expect(looking.said()).toContain('ready'), { timeout: 15_000, interval: 200 });
      await inside(name, a, `${mine} detach-client -s ${a} -E "touch $HOME/spoiled; id >$HOME/spoiled"`);
      await looking.ended;
      expect((await onHost(name, 'ls ~/spoiled')).code).not.toBe(0);
      // The same by a client outside: that the attempt is a real one.
      await onHost(name, `tmux -N -S $XDG_RUNTIME_DIR/${runFolder('home', a)}/tmux list-sessions`);
      expect((await onHost(name, 'cat ~/spoiled && rm ~/spoiled')).said).toContain('spoiled');
      await onHost(name, `systemctl --user restart ${unitName.agent('home', a)}`);
      await ready(a);
    });

    test('it has its own credential, and no other', async () => {
      const load = (agent: string) => {
        const unit = unitName.agent('home', agent);
        const setting = `LoadCredential=for-${agent}:%h/.config/mosaic/home/credentials/token`;
        return `mkdir -p ~/.config/systemd/user/${unit}.d
          printf '%s\\n' '[Service]' '${setting}' >~/.config/systemd/user/${unit}.d/x.conf`;
      };
      const units = [a, b].map((agent) => unitName.agent('home', agent)).join(' ');
      await onHost(
        name,
        `${load(a)}\n${load(b)}\nsystemctl --user daemon-reload; systemctl --user restart ${units}`,
      );
      await ready(a);
      await ready(b);
      const said = await inside(
        name,
        a,
        'cat "$XDG_RUNTIME_DIR"/credentials/*/*; ls "$XDG_RUNTIME_DIR"/credentials/*',
      );
      expect(said.split('\n')).toEqual(['stolen', `for-${a}`]);
      expect(await found(name)).toEqual([]);
      await onHost(
        name,
        `rm -r ~/.config/systemd/user/*.service.d; systemctl --user daemon-reload; systemctl --user restart ${units}`,
      );
      await ready(a);
      await ready(b);
    });

    test('verify sees nothing open, by the eyes of the process', async () => {
      expect(await found(name)).toEqual([]);
    });

    const withSetting = async (setting: string) => {
      const unit = unitName.agent('home', b);
      const dropIn = `$HOME/.config/systemd/user/${unit}.d`;
      await onHost(
        name,
        `mkdir -p ${dropIn} && printf '[Service]\\n${setting}\\n' >${dropIn}/x.conf
        systemctl --user daemon-reload; systemctl --user restart ${unit}`,
      );
      const active = (await onHost(name, `systemctl --user is-active ${unit}`)).said.trim() === 'active';
      const open = (await found(name)).join();
      await onHost(name, `rm -r ${dropIn}; systemctl --user daemon-reload; systemctl --user restart ${unit}`);
      await ready(b);
      return { active, open };
    };

    test.each([
      ['ProtectHome=no', 'write /home/operator'],
      ['ReadWritePaths=%%h/.config/systemd/user', 'write /home/operator/.config/systemd/user'],
      ['TemporaryFileSystem=', 'reach'],
      ['InaccessiblePaths=', 'read /home/operator/.config/mosaic'],
      ['PrivateTmp=no', 'reach /tmp of everybody'],
      [
        'NoNewPrivileges=no\\nRestrictSUIDSGID=no\\nLockPersonality=no\\nSystemCallArchitectures=\\nRestrictAddressFamilies=',
        'gain privileges',
      ],
    ])('a setting that does not hold is seen: %s', async (setting, seen) => {
      const { active, open } = await withSetting(setting);
      expect(active).toBe(true);
      expect(open).toContain(`the sandbox of ${b} is open`);
      expect(open).toContain(seen);
    });

    test('without a user namespace nothing runs open: systemd 252 starts no agent, 257 makes one all the same', async () => {
      expect(await withSetting('PrivateUsers=no')).toEqual({ active: name === 'beta', open: '' });
    });

    const LEFT = ['PrivateUsers=no', 'TemporaryFileSystem=', 'BindPaths=', 'BindReadOnlyPaths='].join('\\n');
    if (name === 'alpha') {
      test('what Debian 12 leaves out without a word is seen', async () => {
        const { active, open } = await withSetting(LEFT);
        expect(active).toBe(true);
        expect(open).toMatch(/the sandbox of alpha-b is open: it can .+ and \d+ more/);
      });
    }

    test('a work folder that was deleted comes back with a restart, and with a boot', async () => {
      await onHost(name, `rm -rf ~/work/home; systemctl --user restart ${unitName.agent('home', b)}`);
      await ready(b);
      expect(await inside(name, b, 'cd "$MOSAIC_WORKDIR" && echo x >x && pwd')).toBe(
        `/home/operator/work/home/${b}`,
      );
      await onHost(name, 'rm -rf ~/work/home .local/state/mosaic/home/agents');
      await kill(host(name));
      await boot(host(name));
      await onHost(name, 'systemctl --user start mosaic-home.target');
      await ready(b);
      expect(await inside(name, b, 'cd "$MOSAIC_WORKDIR" && echo x >x && pwd')).toBe(
        `/home/operator/work/home/${b}`,
      );
      expect(await found(name)).toEqual([]);
    });
  });
});
