import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { LabHost } from '../../src/lab/index.ts';
import { initOf } from '../../src/lab/init.ts';
import { planSchema, verifySchema } from '../../src/model/contract-deploy.ts';
import { harnessListSchema } from '../../src/model/contract-harness.ts';
import { toolPackages } from '../support/registry/npm-archive.ts';
import { openRegistry, type Registry } from '../support/registry/registry.ts';
import { addRuntime, editRoster, factsOf, onHost, type Roster } from './support/deployed-host.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';

// Hosts have no way to any registry: what they get comes through this machine. Node is the real one, the harness is ours.
const roster: Roster = {
  fleet: 'home',
  defaults: { runtime: 'tool', heartbeat: { every: '2s', stale: '6s' } },
  orchestrator: { name: 'mos', host: 'alpha' },
  agents: [{ name: 'coder', role: 'coder', host: 'beta' }],
};

const NODE = 'node@24.21.0';

function toolText(version: string): string {
  return `#!/bin/sh\n[ "\${1-}" != --version ] || { echo 'tool ${version} (of tests)' && exit; }\nexec /bin/sh "$@"\n`;
}

const START = `  "$MOSAIC_ROOT/$MOSAIC_NODE/bin/node" --version >"$MOSAIC_STATE/node-version"
  exec "$MOSAIC_ROOT/$MOSAIC_HARNESS/bin/tool" "$MOSAIC_ROOT/$MOSAIC_FILE_HARNESS_SH" "$id"
`;

describeLab('harnesses', () => {
  const { lab, host } = useLab(
    { name: 'alpha', suite: 'bookworm', user: 'operator' },
    { name: 'beta', suite: 'trixie', user: 'operator' },
  );
  let fleet: FleetOnLab;
  let registry: Registry;
  let cache: string;

  const both = () => [host('alpha'), host('beta')];
  const look = (at: LabHost) => factsOf(at, 'home');
  const versions = async () => {
    const facts = await Promise.all(both().map(look));
    return facts.map(({ harnesses }) =>
      Object.keys(harnesses).filter((key) => harnesses[key]?.whole === true),
    );
  };
  const deployed = async () => {
    const said = await fleet.mosaic(['deploy', '--yes', '--no-drain']);
    expect([said.stderr, said.code], said.stdout).toEqual(['', 0]);
    return said.stdout;
  };
  const wantVersion = async (version: string) => {
    registry.publish(...toolPackages(version, toolText(version)).filter(({ name }) => name !== '@x/leaf'));
    editRoster(fleet, (own) => {
      own['harness'] = { tool: { version } };
    });
    return await fleet.mosaic(['harness', 'lock']);
  };

  beforeAll(async () => {
    registry = await openRegistry();
    cache = mkdtempSync(join(tmpdir(), 'mosaic-harness-lab-'));
    vi.stubEnv('npm_config_@x:registry', registry.url);
    vi.stubEnv('npm_config_cache', join(cache, 'npm'));
    vi.stubEnv('XDG_CACHE_HOME', cache);
    registry.publish(...toolPackages('1.0.0', toolText('1.0.0')));
    fleet = writeFleet(roster, lab().hosts);
    addRuntime(fleet, 'tool', '');
    const folder = join(fleet.dir, 'templates/runtimes/tool');
    const program = '"@x/tool-{platform}/bin/tool"';
    const own = `harness: { package: "@x/tool", version: "1.0.0", program: ${program}, node: true }\n`;
    appendFileSync(join(folder, 'runtime.yaml'), own);
    const start = readFileSync(join(import.meta.dirname, '../../templates/runtimes/echo/start.sh'), 'utf8');
    writeFileSync(
      join(folder, 'start.sh'),
      start.replace(/^ {2}exec .*\n/m, () => START),
    );
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await registry.close();
    rmSync(cache, { recursive: true, force: true });
  });

  test('what is not locked stops a plan; locked, the plan shows it', async () => {
    const before = await fleet.mosaic(['plan']);
    expect([before.code, before.stderr]).toEqual([2, expect.stringContaining('mosaic fleet harness lock')]);
    const locked = await fleet.mosaic(['harness', 'lock']);
    expect([locked.stderr, locked.code]).toEqual(['', 0]);
    const listed = harnessListSchema.parse(
      JSON.parse((await fleet.mosaic(['harness', 'list', '--json'])).stdout),
    );
    expect(listed.harnesses.map(({ harness, locked: by }) => [harness, by])).toEqual([
      ['node', 'shipped'],
      ['tool', 'own'],
    ]);
    const plan = planSchema.parse(JSON.parse((await fleet.mosaic(['plan', '--json'])).stdout));
    const wanted = [
      { harness: 'node', version: '24.21.0', change: 'install' },
      { harness: 'tool', version: '1.0.0', change: 'install' },
    ];
    expect(plan.hosts.map(({ harnesses }) => harnesses)).toEqual([wanted, wanted]);
    expect((await fleet.mosaic(['plan'])).stdout).toContain('+ harness node 24.21.0 → installed');
  });

  test('an operator that dies in the middle leaves nothing in place; the next deploy completes it', async () => {
    const init = await initOf(host('alpha'));
    const all = `/proc/${init}/root/home/operator/.local/share/mosaic/home/harness`;
    const operator = fleet.begin(['deploy', '--yes']);
    const receives = async () =>
      (await readdir(all).catch(() => [])).some((name) => name.startsWith('.new-'));
    await vi.waitFor(async () => expect(await receives()).toBe(true), { timeout: 60_000, interval: 5 });
    operator.child.kill('SIGKILL');
    await operator.ended;
    expect((await versions())[0]).toEqual([]);
    expect((await look(host('alpha'))).current).toBeNull();
    expect(await deployed()).toMatch(/^alpha +installing harness node 24\.21\.0, \d+ MB$/m);
    expect(await versions()).toEqual([
      [NODE, 'tool@1.0.0'],
      [NODE, 'tool@1.0.0'],
    ]);
    expect(await readdir(all)).toEqual(['node', 'tool']);
  });

  test('agents run in it, each Debian with the Node that was installed', async () => {
    for (const [at, agent] of [
      [host('alpha'), 'mos'],
      [host('beta'), 'coder'],
    ] as const) {
      const state = `.local/state/mosaic/home/agents/${agent}`;
      await vi.waitFor(async () => expect((await fleet.row(agent)).state).toBe('idle'), { timeout: 30_000 });
      expect(await onHost(at, `cat ~/${state}/node-version`)).toBe('v24.21.0\n');
    }
    expect((await fleet.mosaic(['verify'])).code).toBe(0);
  });

  test('the second deploy has nothing to do', async () => {
    expect(await deployed()).toContain('Nothing to do.');
  });

  test('another version comes beside the first', async () => {
    expect((await wantVersion('1.1.0')).stdout).toContain('locked tool 1.1.0 for linux-arm64, linux-x64');
    expect(await deployed()).toMatch(
      /^ {2}~ mos {2}harness 1\.0\.0 → 1\.1\.0 {4}restarts\n {2}\+ harness tool 1\.1\.0 → installed$/m,
    );
    const beside = [NODE, 'tool@1.0.0', 'tool@1.1.0'];
    expect(await versions()).toEqual([beside, beside]);
    expect((await fleet.mosaic(['rollback', 'beta', '--dry-run'])).code).toBe(0);
  });

  test('what was changed is found, and mended without a restart', async () => {
    const folder = '~/.local/share/mosaic/home/harness/tool/1.1.0';
    const before = await look(host('alpha'));
    await onHost(host('alpha'), `echo 'echo more' >>${folder}/node_modules/@x/tool-linux-x64/bin/tool`);
    await onHost(host('beta'), `rm -r ${folder}`);
    const said = await fleet.mosaic(['verify', '--json']);
    const { hosts } = verifySchema.parse(JSON.parse(said.stdout));
    expect([said.code, hosts.map(({ findings }) => findings.map(({ text, next }) => [text, next]))]).toEqual([
      1,
      [
        [['harness tool 1.1.0 was changed on the host', 'mosaic fleet deploy alpha']],
        [['harness tool 1.1.0 is not installed', 'mosaic fleet deploy beta']],
      ],
    ]);
    expect(await deployed()).toContain('+ harness tool 1.1.0 → installed again');
    expect((await fleet.mosaic(['verify'])).code).toBe(0);
    const { units } = await look(host('alpha'));
    expect(units['mosaic-home-agent-mos.service']?.pid).toBe(
      before.units['mosaic-home-agent-mos.service']?.pid,
    );
  });

  test('a version that no release names goes, unless a process is of it', async () => {
    const root = '.local/share/mosaic/home';
    const keepOne = `cd ~/${root}/releases && for one in *; do [ "$one" = "$(basename "$(readlink ../current)")" ] || rm -rf "$one"; done`;
    const deployOther = async (text: string) => {
      for (const at of both()) await onHost(at, keepOne);
      editRoster(fleet, (own) => {
        own['defaults'] = { ...(own['defaults'] as object), env: { TURN: text } };
      });
      await deployed();
    };
    await onHost(
      host('alpha'),
      `cp /bin/sleep ~/${root}/harness/tool/1.0.0/bin/ && systemd-run --user -q --unit=held "$HOME/${root}/harness/tool/1.0.0/bin/sleep" 600`,
    );
    await deployOther('first');
    expect(await Promise.all(both().map((at) => onHost(at, `ls ~/${root}/harness/tool`)))).toEqual([
      '1.0.0\n1.1.0\n',
      '1.1.0\n',
    ]);
    await onHost(host('alpha'), 'systemctl --user stop held');
    await deployOther('second');
    expect(await onHost(host('alpha'), `ls ~/${root}/harness/tool`)).toBe('1.1.0\n');
  });

  test('without a registry nothing that runs is touched', async () => {
    await wantVersion('1.2.0');
    const before = await Promise.all(both().map(look));
    vi.stubEnv('npm_config_cache', join(cache, 'empty'));
    await registry.close();
    const said = await fleet.mosaic(['deploy', '--yes', '--no-drain']);
    expect([said.code, said.stdout]).toEqual([
      1,
      expect.stringContaining('the npm registry cannot be reached'),
    ]);
    expect(said.stdout).toContain('nothing that runs was changed');
    const after = await Promise.all(both().map(look));
    expect(after.map(({ current }) => current)).toEqual(before.map(({ current }) => current));
  });
});
