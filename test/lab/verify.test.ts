import { beforeAll, expect, test, vi } from 'vitest';
import { type VerifyDocument, verifySchema } from '../../src/model/contract-deploy.ts';
import { factsOf, onHost, pidsOf } from './support/deployed-host.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';

const roster = {
  fleet: 'home',
  defaults: { runtime: 'echo', heartbeat: { every: '2s', stale: '6s' } },
  orchestrator: { name: 'mos', host: 'alpha' },
  agents: [{ name: 'coder-1', role: 'coder', host: 'alpha' }],
};

const root = '~/.local/share/mosaic/home';
const units = '~/.config/systemd/user';
const coder = 'mosaic-home-agent-coder-1.service';

/** A hand on the host, what verify calls it, and whether agents may be started again to mend it. */
const hands: readonly (readonly [title: string, line: string, kind: string, restarts: readonly string[]])[] =
  [
    ['a lost link', `rm ${units}/${coder}`, 'link-missing', []],
    ['a link that leads elsewhere', `ln -sfn /dev/null ${units}/mosaic-home.target`, 'link-wrong', []],
    [
      'a unit edited on the host',
      `f=$(readlink -f ${units}/${coder}); sed -i 's/^RestartSec=.*/RestartSec=9/' "$f"`,
      'release-edited',
      [coder],
    ],
    [
      'a script edited on the host',
      `f=$(ls ${root}/objects/* | head -n 1); chmod u+w $f; echo >>$f`,
      'object-edited',
      [],
    ],
    ['an object that is gone', `rm -f $(ls ${root}/objects/* | head -n 1)`, 'object-missing', []],
    [
      'an edited boot unit',
      `chmod u+w ${units}/mosaic-home-boot.service; echo >>${units}/mosaic-home-boot.service`,
      'fixed-edited',
      [],
    ],
    [
      'a unit that is not ours',
      `printf '[Service]\\nExecStart=/bin/sleep 1000\\n' >${units}/mosaic-home-agent-zed.service; systemctl --user daemon-reload; systemctl --user start mosaic-home-agent-zed.service`,
      'stranger',
      [],
    ],
    [
      'a hostile name',
      `touch "${units.replace('~', '$HOME')}/mosaic-home-agent-$(printf 'a\\nend')é \\$(x).service"`,
      'stranger',
      [],
    ],
    ['an agent stopped by hand', `systemctl --user stop ${coder}`, 'unit-inactive', [coder]],
    [
      'a sidecar stopped by hand',
      'systemctl --user stop mosaic-home-beat.service',
      'unit-inactive',
      ['mosaic-home-beat.service'],
    ],
    [
      'a process of another launch',
      `mkdir -p $XDG_RUNTIME_DIR/systemd/user/${coder}.d; f=$XDG_RUNTIME_DIR/systemd/user/${coder}.d/x.conf; printf '[Service]\\nExecStart=\\nExecStart=/bin/sh -c "systemd-notify --ready; exec sleep 1000"\\n' >$f; systemctl --user daemon-reload; systemctl --user restart ${coder}; rm $f; systemctl --user daemon-reload`,
      'old-launch',
      [coder],
    ],
  ];

describeLab('verify', () => {
  const { lab, host } = useLab('alpha');
  let fleet: FleetOnLab;

  const verify = async (): Promise<VerifyDocument['hosts'][number]> => {
    const { hosts } = verifySchema.parse(JSON.parse((await fleet.mosaic(['verify', '--json'])).stdout));
    const [alpha] = hosts;
    if (alpha === undefined) throw new Error('no host');
    return alpha;
  };
  const deploy = async () => {
    // Of what runs in the place of an agent nobody knows what it does.
    const said = await fleet.mosaic(['deploy', '--yes', '--no-drain']);
    expect([said.stderr, said.code], said.stdout).toEqual(['', 0]);
    expect(await verify()).toMatchObject({ ok: true, findings: [] });
  };

  beforeAll(async () => {
    fleet = writeFleet(roster, lab().hosts);
    await deploy();
  });

  test.each(hands)('finds %s, and a deploy mends it', async (_title, line, kind, restarts) => {
    const before = pidsOf(await factsOf(host('alpha'), 'home'));
    await onHost(host('alpha'), line);
    const found = await verify();
    expect(found.findings.map((finding) => finding.kind)).toContain(kind);
    expect((await fleet.mosaic(['verify'])).code).toBe(1);
    await deploy();
    const after = pidsOf(await factsOf(host('alpha'), 'home'));
    const changed = Object.keys(after).filter((unit) => after[unit] !== before[unit]);
    expect(changed).toEqual(restarts);
  });

  test('finds that no beat came since the switch, and a deploy mends it', async () => {
    await onHost(
      host('alpha'),
      'kill -STOP $(systemctl --user show --value -p MainPID mosaic-home-beat.service)',
    );
    await vi.waitFor(
      async () => expect((await verify()).findings.map(({ kind }) => kind)).toContain('no-beat'),
      {
        timeout: 30_000,
        interval: 500,
      },
    );
    await deploy();
  });
});
