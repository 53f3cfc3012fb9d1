import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/lab/index.ts';
import { emptyFleet, type FleetOnLab } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';

const presets = readdirSync(join(import.meta.dirname, '../../presets')).map((file) =>
  basename(file, '.yaml'),
);

async function ok(fleet: FleetOnLab, ...args: readonly string[]): Promise<string> {
  const said = await fleet.mosaic(args);
  expect([said.stderr, said.code], said.stdout).toEqual(['', 0]);
  return said.stdout;
}

describeLab('presets', () => {
  const { lab, host } = useLab('w-jarvis', 'dragon-lin');

  const fleets = new Map<string, FleetOnLab>();
  beforeAll(() => {
    for (const preset of presets) fleets.set(preset, emptyFleet(lab().hosts));
  });

  test('there are four', () => {
    expect(presets).toEqual(['coding', 'general', 'hybrid', 'research']);
  });

  // Side by side, so each waits for the others too.
  test.concurrent.each(presets)('%s: init, deploy, verify', { timeout: 180_000 }, async (preset) => {
    const fleet = fleets.get(preset) ?? expect.unreachable();
    await ok(fleet, 'init', '--preset', preset, '--name', preset, '--yes');
    await ok(fleet, 'deploy', '--yes');
    await ok(fleet, 'verify');
    const { agents } = await fleet.ps();
    expect(new Set(agents.map((row) => row.host))).toEqual(new Set(['w-jarvis', 'dragon-lin']));
    expect(await ok(fleet, 'send', 'mos', 'hello', '--wait', '30')).toContain('echo: hello');
    await ok(fleet, 'stop', '--all');
  });

  describe('from coding to research in the same directory', () => {
    const gone = ['coder-1', 'coder-2', 'reviewer', 'tester'];
    const come = ['checker', 'researcher-1', 'researcher-2', 'writer'];
    let fleet: FleetOnLab;

    beforeAll(async () => {
      fleet = emptyFleet(lab().hosts);
      await ok(fleet, 'init', '--preset', 'coding', '--name', 'home', '--yes');
      await ok(fleet, 'deploy', '--yes');
      const keep = 'for agent; do echo "work of $agent" >"$HOME/work/home/$agent/file" || exit; done';
      await run(host('dragon-lin'), ['sh', '-euc', keep, 'sh', ...gone], { as: 'user' });
      const changed = await fleet.mosaic(['init', '--preset', 'research', '--yes']);
      expect([changed.code, changed.stderr]).toEqual([0, expect.stringContaining('coding → research')]);
    }, 60_000);

    test('the plan says who comes, who changes and who goes, and changes nothing', async () => {
      const { release } = (await fleet.ps()).hosts[1] ?? expect.unreachable();
      const plan = await ok(fleet, 'plan');
      const marks = [...plan.matchAll(/^ +([+~-]) ([a-z0-9-]+)/gm)].map(
        ([, mark, agent]) => `${mark} ${agent}`,
      );
      expect(marks.sort()).toEqual([
        ...come.map((agent) => `+ ${agent}`),
        ...gone.map((agent) => `- ${agent}`),
        '~ mos',
      ]);
      expect((await fleet.ps()).hosts[1]?.release).toBe(release);
    });

    test('the deploy does it, and keeps the work of those who go', async () => {
      expect(await ok(fleet, 'deploy', '--yes')).toMatch(/- coder-1 .*kept/);
      await ok(fleet, 'verify');
      expect((await fleet.ps()).agents.map(({ agent }) => agent).sort()).toEqual([...come, 'mos'].sort());
      const show = 'cd ~/work/home && cat coder-1/file coder-2/file reviewer/file tester/file';
      const { stdout } = await run(host('dragon-lin'), ['sh', '-c', show], { as: 'user' });
      expect(stdout).toBe(gone.map((agent) => `work of ${agent}\n`).join(''));
      expect(await ok(fleet, 'deploy', '--yes')).toContain('Nothing to do.');
    });
  });
});
