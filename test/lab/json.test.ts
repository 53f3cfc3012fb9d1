import { beforeAll, expect, test } from 'vitest';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';

// `fleet.mosaic` holds every document against the contract of its command.
describeLab('--json of every command that a living host answers', () => {
  const { lab } = useLab('alpha');
  let fleet: FleetOnLab;

  beforeAll(() => {
    const roster = {
      fleet: 'home',
      defaults: { runtime: 'echo', heartbeat: { every: '2s', stale: '6s' } },
      orchestrator: { name: 'mos', host: 'alpha' },
    };
    fleet = writeFleet(roster, lab().hosts);
  });

  const COMMANDS = [
    ['install', '--yes'],
    ['plan'],
    ['deploy', '--dry-run'],
    ['deploy', '--yes'],
    ['deploy', '--yes'],
    ['verify'],
    ['history'],
    ['unlock', 'alpha', '--yes'],
    ['ps'],
    ['status'],
    ['status', 'mos'],
    ['status', 'mos', '--explain'],
    ['restart', 'mos'],
    ['stop', '--all'],
    ['start', '--host', 'alpha'],
    ['logs', 'mos'],
    ['send', 'mos', 'hello', '--wait', '30'],
    ['host', 'list'],
    ['host', 'trust', 'alpha'],
  ];

  test.each(COMMANDS.map((args) => [args]))('%j', async (args) => {
    const { code, stdout } = await fleet.mosaic([...args, '--json']);
    expect(code).toBe(0);
    expect(stdout).toContain('"version":');
  });
});
