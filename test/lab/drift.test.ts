import { beforeAll, expect, test } from 'vitest';
import { planSchema, verifySchema } from '../../src/model/contract-deploy.ts';
import { editRoster, factsOf, onHost, type Roster } from './support/deployed-host.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';
import { faultsOf } from './support/wholeness.ts';

const roster: Roster = {
  fleet: 'home',
  defaults: { runtime: 'echo', heartbeat: { every: '2s', stale: '6s' } },
  orchestrator: { name: 'mos', host: 'alpha' },
  agents: [
    { name: 'coder-1', role: 'coder', host: 'alpha' },
    { name: 'coder-2', role: 'coder', host: 'alpha' },
  ],
};

/** What stands before each line: the fleet's root, the unit folder, the release, and units by short names. */
const head = `set -eu
root=$HOME/.local/share/mosaic/home units=$HOME/.config/systemd/user release=$(readlink -f "$HOME/.local/share/mosaic/home/current")
mos=mosaic-home-agent-mos.service one=mosaic-home-agent-coder-1.service two=mosaic-home-agent-coder-2.service
object() { ls "$root"/objects/* | sed -n "$1p"; }
`;

/** A line of sh by a hand on the host, and what is to be said of it. */
type Hand = readonly [line: string, kind: string, text: RegExp];

const files: readonly Hand[] = [
  ['f=$(object 1); chmod u+w "$f"; echo >>"$f"', 'object-edited', /objects\/[0-9a-f]+ was edited/],
  ['rm -f "$(object 2)"', 'object-missing', /objects\/[0-9a-f]+ is missing/],
  ['chmod 600 "$(object 3)"', 'object-edited', /objects\/[0-9a-f]+ was edited/],
  [
    'sed -i s/^RestartSec=.*/RestartSec=9/ "$release/systemd/$one"',
    'release-edited',
    /coder-1\.service was edited/,
  ],
  ['chmod 600 "$release/systemd/mosaic-home.target"', 'release-edited', /mosaic-home\.target was edited/],
  [
    'rm "$release/systemd/mosaic-home.target.wants/$one"',
    'release-edited',
    /wants\/\S+coder-1\.service was changed/,
  ],
  [
    'cp --remove-destination "$(readlink -f "$units/$two")" "$units/$two"',
    'link-wrong',
    /coder-2\.service does not lead/,
  ],
  ['rm "$units/mosaic-home.target.wants"', 'link-missing', /target\.wants is missing/],
  [
    'printf "[Service]\\nExecStart=/bin/true\\n" >"$units/mosaic-home-agent-zed.service"',
    'stranger',
    /zed\.service has a name/,
  ],
  [
    'f=$units/mosaic-home-boot.service; chmod u+w "$f"; echo >>"$f"',
    'fixed-edited',
    /boot\.service was edited/,
  ],
  ['chmod u+w "$root/recover"; echo : >>"$root/recover"', 'fixed-edited', /recover was edited/],
  [
    'mkdir -p "$units/$two.d"; echo "[Service]" >"$units/$two.d/10-mine.conf"',
    'drop-in',
    /10-mine\.conf changes a unit/,
  ],
  ['systemctl --user set-property "$one" MemoryMax=1G', 'drop-in', /user\.control\/\S+ changes a unit/],
];

const commands: readonly Hand[] = [
  [
    'systemctl --user disable "$one" 2>/dev/null',
    'link-missing',
    /user\/mosaic-home-agent-coder-1\.service is missing/,
  ],
  [
    'systemctl --user disable mosaic-home-boot.service 2>/dev/null',
    'link-missing',
    /default\.target\.wants\S+ is missing/,
  ],
  [
    'rm "$units/$two"; systemctl --user mask "$two" 2>/dev/null',
    'link-wrong',
    /coder-2\.service does not lead/,
  ],
  [
    'systemctl --user disable "$mos" 2>/dev/null; systemctl --user enable "$release/systemd/$mos" 2>/dev/null',
    'link-wrong',
    /agent-mos\.service does not lead/,
  ],
  ['systemctl --user stop mosaic-home.target', 'unit-inactive', /mosaic-home\.target does not run/],
];

const currents: readonly (readonly [title: string, line: string])[] = [
  [
    'at another release',
    'ln -sfn "releases/$(ls "$root/releases" | grep -v "${release##*/}" | head -n 1)" "$root/current"',
  ],
  ['out of the fleet', 'ln -sfn /tmp "$root/current"'],
  ['at nothing', 'rm "$root/current"'],
  ['no link any more', 'rm "$root/current"; mkdir -p "$root/current/systemd"'],
];

describeLab('drift by a hand on the host', () => {
  const { lab, host } = useLab('alpha');
  let fleet: FleetOnLab;

  const verify = async () =>
    verifySchema.parse(JSON.parse((await fleet.mosaic(['verify', '--json'])).stdout)).hosts[0];
  const plan = async () =>
    planSchema.parse(JSON.parse((await fleet.mosaic(['plan', '--json'])).stdout)).hosts[0];
  const deploy = async () => {
    const said = await fleet.mosaic(['deploy', '--yes', '--no-drain']);
    expect([said.stderr, said.code], said.stdout).toEqual(['', 0]);
  };
  const hand = (line: string) => onHost(host('alpha'), `${head}${line}`);
  /** What is said of each hand, once all have been there. */
  const isNamed = async (hands: readonly Hand[]) => {
    const [verified, planned] = [await verify(), await plan()];
    for (const [, kind, text] of hands) {
      const named = { kind, text: expect.stringMatching(text) };
      expect(verified?.findings).toContainEqual(expect.objectContaining(named));
      expect(planned?.drift).toContainEqual(expect.objectContaining(named));
    }
  };
  const isMended = async () => {
    await deploy();
    expect(await verify()).toMatchObject({ ok: true });
    expect(faultsOf(await factsOf(host('alpha'), 'home'))).toEqual([]);
    expect(await plan()).toMatchObject({ result: 'unchanged', drift: [] });
  };

  beforeAll(async () => {
    fleet = writeFleet(roster, lab().hosts);
    await deploy();
    editRoster(fleet, ({ agents: [first] }) => Object.assign(first ?? {}, { limits: { memory: '1G' } }));
    await deploy();
  }, 240_000);

  test('in files and links is named, each of it, and mended at once', { timeout: 240_000 }, async () => {
    for (const [line] of files) await hand(line);
    await isNamed(files);
    await isMended();
    expect(await hand('ls -A "$units" "$units/$two.d" 2>/dev/null')).not.toMatch(/zed|10-mine/);
  });

  test('by commands of systemd too', { timeout: 240_000 }, async () => {
    for (const [line] of commands) await hand(line);
    await isNamed(commands);
    await isMended();
    expect(await hand('systemctl --user is-enabled mosaic-home-boot.service')).toBe('enabled\n');
  });

  test.each(currents)('current %s is named and mended', { timeout: 240_000 }, async (_title, line) => {
    await hand(line);
    expect((await verify())?.findings.map(({ kind }) => kind)).toContain('other-release');
    await isMended();
  });

  test("the host's own drop-in is told of, is no fault, and stays", { timeout: 240_000 }, async () => {
    const local = '"$units/$one.d/50-local.conf"';
    await hand(`mkdir -p "$units/$one.d"; printf '[Service]\\nNice=3\\n' >${local}`);
    await isMended();
    const told = {
      kind: 'local',
      text: expect.stringMatching(/coder-1\.service\.d\/50-local\.conf is this host's own/),
      next: null,
    };
    expect(await verify()).toMatchObject({ ok: true, findings: [told], next: null });
    expect((await plan())?.local).toEqual([told]);
    const said = await fleet.mosaic(['verify']);
    expect([said.code, said.stdout]).toEqual([
      0,
      expect.stringMatching(/as deployed.*\n {2}· local {2}.*50-local\.conf/),
    ]);
    editRoster(fleet, ({ agents: [first] }) => Object.assign(first ?? {}, { limits: { memory: '2G' } }));
    await isMended();
    expect(
      await hand(
        `cat ${local}; systemctl --user show -P Nice "$one"; systemctl --user show -P MemoryMax "$one"`,
      ),
    ).toBe('[Service]\nNice=3\n3\n2147483648\n');
  });
});
