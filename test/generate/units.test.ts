import { expect, test } from 'vitest';
import { bundleOf, unitTexts } from './support/bundles.ts';
import { agent, fleetOf, sources } from './support/fleets.ts';
import { readBySystemd, verifyUnits } from './support/systemd.ts';

const longest = 'n'.repeat(63);
const fleet = fleetOf('f'.repeat(40), [
  agent('mos', 'h', { orchestrator: true }),
  agent('small', 'h', { limits: { memory: 1024, cpu: 5, tasks: 7 } }),
  agent(longest, 'h'),
]);
const units = unitTexts(bundleOf(fleet).hosts[0] ?? expect.unreachable());

test('systemd finds nothing to say of any unit', () => {
  expect(Object.keys(units)).toHaveLength(6);
  expect(verifyUnits(units)).toBe('');
});

test('verify would say it', () => {
  const broken = { 'a.service': '[Service]\nExecStart=/bin/true\nRestartStep=4\n' };
  expect(verifyUnits(broken)).toContain('RestartStep');
});

test('systemd reads limits, the stop mark and the command as they were meant', () => {
  const read = readBySystemd(units).get(`mosaic-${fleet.name}-agent-small.service`) ?? '';
  for (const line of [
    'MemoryMax: 1024',
    'TasksMax: 7',
    'CPUQuotaPerSecSec: 50ms',
    'KillMode: mixed',
    'OOMPolicy: continue',
    'Environment: DBUS_SESSION_BUS_ADDRESS=disabled:',
  ]) {
    expect(read).toContain(`\t${line}\n`);
  }
  expect(read).toMatch(/ConditionPathExists: !\S+\/\.local\/state\/mosaic\/f{40}\/agents\/small\/stopped /);
  expect(read).toMatch(
    /Command Line: \/bin\/sh \/\S+\/objects\/[0-9a-f]{64} \S+ objects\/[0-9a-f]{64} [0-9a-f]{16}\n/,
  );
});

test('systemd reads the paths of a sandbox as they were meant', () => {
  const odd = `/srv/it's "odd" 100% %h $HOME \\ \\n; # dir`;
  const sandbox = { disabled: null, write: ['~/b c', odd], hide: ['~/.ssh'] };
  const one = fleetOf('home', [agent('mos', 'h', { orchestrator: true, workdir: '~/a "b"', sandbox })]);
  const bundle = bundleOf(one).hosts[0] ?? expect.unreachable();
  const read = readBySystemd(unitTexts(bundle)).get('mosaic-home-agent-mos.service') ?? '';
  expect(read).toMatch(/PrivateUsers: yes\n/);
  const home = /InaccessiblePaths: -(\S+)\/\.ssh/.exec(read)?.[1];
  expect(read).toContain(`\tReadWritePaths: -${home}/a "b" -${home}/b c -${odd}\n`);
});

test('a host has a courier where the roster asks for mail, and programs nowhere else', () => {
  const mail = bundleOf({ ...fleet, mail: true }).hosts[0] ?? expect.unreachable();
  const name = `mosaic-${fleet.name}-courier.service`;
  const texts = unitTexts(mail);
  // Its Node is not on this machine.
  const text = (texts[name] ?? '').replace(/^ExecStart="[^"]+\/node"/m, 'ExecStart=/bin/true');
  expect(verifyUnits({ ...texts, [name]: text })).toBe('');
  expect(readBySystemd(texts).get(name)).toMatch(
    /Command Line: \/\S+\/bin\/node \/\S+\/objects\/[0-9a-f]{64} \S+\/mosaic\/f{40} objects\/[0-9a-f]{64} [0-9a-f]{16}\n/,
  );
  expect(mail.manifest.units.find((unit) => unit.kind === 'courier')).toMatchObject({ name, agent: null });
  const without = bundleOf(fleet).hosts[0] ?? expect.unreachable();
  const paths = (files: typeof mail.manifest.files) => files.map(({ path }) => path);
  const more = paths(mail.manifest.files).filter((path) => !paths(without.manifest.files).includes(path));
  expect(more).toEqual([
    'host/answer.sh',
    'host/courier.mjs',
    'host/decide.sh',
    'host/lifecycle.sh',
    'host/look.sh',
    'host/probe.sh',
    'host/send.sh',
    'host/tools.json',
    'host/trace.sh',
    `systemd/${name}`,
  ]);
});

test('the program of a unit is loaded, or generating is a bug', () => {
  expect(() => bundleOf({ ...fleet, mail: true }, { ...sources, programs: {} })).toThrow('courier');
});

test('an agent without a sandbox has nothing of it', () => {
  const sandbox = { disabled: 'needs docker', write: [], hide: [] };
  const one = bundleOf(fleetOf('home', [agent('mos', 'h', { orchestrator: true, sandbox })]));
  const text = unitTexts(one.hosts[0] ?? expect.unreachable())['mosaic-home-agent-mos.service'];
  expect(text).not.toMatch(/Private|Protect|Paths=|NoNewPrivileges/);
  expect(one.review).toContain('| `mos` | **off**: `needs docker` | everything | nothing is hidden |');
});

test('no unit holds what systemd 252 does not know, or reads otherwise', () => {
  for (const text of Object.values(sources.units)) {
    expect(text).not.toMatch(/%S|RestartSteps|RestartMaxDelaySec|network-online|ExitType|OnFailure/);
  }
});
