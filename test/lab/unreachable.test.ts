import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { freeze, kill, thaw } from '../../src/lab/index.ts';
import { deploySchema } from '../../src/model/contract-deploy.ts';
import { onHost } from './support/deployed-host.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';

const bare = { suite: 'trixie', user: 'operator' } as const;

describeLab('deploy to hosts of which some cannot be reached', () => {
  const { lab, host } = useLab(
    'alpha',
    'down',
    'frozen',
    { name: 'other', suite: 'bookworm', user: 'operator' },
    { name: 'bare', ...bare, sudo: false, packagesAbsent: ['tmux'] },
  );
  let fleet: FleetOnLab;

  beforeAll(async () => {
    const agents = lab().hosts.map(({ name }) => ({ name: `on-${name}`, role: 'coder', host: name }));
    const roster = {
      fleet: 'home',
      defaults: { runtime: 'echo', heartbeat: { every: '2s', stale: '6s' } },
      orchestrator: { name: 'mos', host: 'alpha' },
      agents,
    };
    fleet = writeFleet(roster, lab().hosts);
    const path = join(fleet.dir, 'inventory/hosts.yaml');
    const inventory = parse(readFileSync(path, 'utf8')) as { hosts: Record<string, { hostKey: string }> };
    (inventory.hosts['other'] ?? expect.unreachable()).hostKey = host('alpha').hostKey;
    writeFileSync(path, stringify(inventory));
    await kill(host('down'));
    await freeze(host('frozen'));
  });

  test('says of each what is wrong and what to type; the others are done', { timeout: 120_000 }, async () => {
    const { code, stdout } = await fleet.mosaic(['deploy', '--yes', '--json']);
    expect(code).toBe(3);
    const rows = deploySchema.parse(JSON.parse(stdout)).hosts;
    expect(rows.map((row) => [row.host, row.result, row.why, row.next])).toEqual([
      ['alpha', 'deployed', null, null],
      ['bare', 'refused', expect.stringContaining('tmux is not installed'), 'mosaic fleet install bare'],
      ['down', 'unreachable', expect.any(String), expect.any(String)],
      ['frozen', 'unreachable', expect.any(String), expect.any(String)],
      [
        'other',
        'unreachable',
        expect.stringContaining('key'),
        expect.stringContaining('mosaic fleet host trust'),
      ],
    ]);
    expect(await onHost(host('bare'), 'ls -A ~/.local 2>/dev/null || :')).toBe('');
  });

  test('with none that can be reached it has failed', { timeout: 120_000 }, async () => {
    expect((await fleet.mosaic(['deploy', '--yes', 'other', 'down'])).code).toBe(1);
  });

  test('without sudo, install says what to type', async () => {
    const { code, stdout } = await fleet.mosaic(['install', '--yes', 'bare']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/bare +not ready: tmux is not installed/);
    expect(stdout).toContain('type there    sudo apt-get install -y --no-install-recommends tmux');
    const document = JSON.parse((await fleet.mosaic(['install', '--yes', 'bare', '--json'])).stdout);
    expect(document.hosts).toMatchObject([{ result: 'lacks', lacks: [{ kind: 'no-tmux' }] }]);
  });

  test('install turns linger on where sudo is there', async () => {
    await onHost(host('alpha'), 'sudo loginctl disable-linger operator');
    expect((await fleet.mosaic(['verify', 'alpha'])).stdout).toContain('linger is off');
    expect((await fleet.mosaic(['install', '--yes', 'alpha'])).stdout).toMatch(/alpha +ready/);
    expect((await fleet.mosaic(['verify', 'alpha'])).code).toBe(0);
  });

  test('one that answers again is deployed to', { timeout: 120_000 }, async () => {
    await thaw(host('frozen'));
    expect((await fleet.mosaic(['deploy', '--yes', 'frozen'])).code).toBe(0);
  });
});
