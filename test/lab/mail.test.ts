import { beforeAll, expect, test, vi } from 'vitest';
import { boot, kill, run } from '../../src/lab/index.ts';
import { mailSchema } from '../../src/model/contract-mail.ts';
import { unitName } from '../../src/model/unit-name.ts';
import { editRoster, factsOf, onHost, pidsOf, type Roster } from './support/deployed-host.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';

const roster: Roster = {
  fleet: 'home',
  mail: true,
  defaults: { runtime: 'echo', heartbeat: { every: '2s', stale: '6s' } },
  orchestrator: { name: 'mos', host: 'alpha' },
  agents: [{ name: 'coder', role: 'coder', host: 'alpha' }],
};

const courier = unitName.courier('home');

describeLab('mail', () => {
  const { lab, host } = useLab({ name: 'alpha', suite: 'bookworm', user: 'operator' });
  let fleet: FleetOnLab;

  const deploy = async () => {
    const said = await fleet.mosaic(['deploy', '--yes', '--no-drain']);
    expect([said.stderr, said.code], said.stdout).toEqual(['', 0]);
  };
  const queue = async (agent: string, text: string) => {
    const said = await fleet.mosaic(['send', agent, text, '--queue', '--json']);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    return (JSON.parse(said.stdout) as { readonly mail: string }).mail;
  };
  const mails = async () => {
    const { stdout } = await fleet.mosaic(['mail', '--json']);
    return mailSchema.parse(JSON.parse(stdout)).mails;
  };
  const reaches = (id: string, state: string) =>
    vi.waitFor(async () => expect((await mails()).find((mail) => mail.id === id)?.state).toBe(state), {
      timeout: 60_000,
      interval: 300,
    });
  const pidOf = async () => pidsOf(await factsOf(host('alpha'), 'home'))[courier];

  beforeAll(async () => {
    fleet = writeFleet(roster, lab().hosts);
    await deploy();
  });

  test('a message that is queued is typed into the sandbox of an agent, and answered', async () => {
    const id = await queue('mos', 'hello');
    await reaches(id, 'answered');
    expect((await fleet.row('mos')).last).toContain(`[mosaic mail ${id} `);
    expect((await fleet.row('mos')).mail).toBe(0);
    const said = await fleet.mosaic(['verify']);
    expect([said.code, said.stderr], said.stdout).toEqual([0, '']);
  });

  test('mail for a stopped agent waits through the death of the courier and of the host', async () => {
    expect(await fleet.mosaic(['stop', 'coder'])).toMatchObject({ code: 0 });
    const id = await queue('coder', 'later');
    await reaches(id, 'held');
    expect((await mails()).find((mail) => mail.id === id)?.why).toBe('coder is stopped');
    expect((await fleet.row('coder')).mail).toBe(1);
    const before = await pidOf();
    await onHost(host('alpha'), `systemctl --user kill -s KILL ${courier}`);
    await vi.waitFor(async () => expect([undefined, null, before]).not.toContain(await pidOf()), {
      timeout: 20_000,
    });
    await kill(host('alpha'));
    await boot(host('alpha'));
    expect(await fleet.mosaic(['start', 'coder'])).toMatchObject({ code: 0 });
    await reaches(id, 'answered');
    const turns = await onHost(
      host('alpha'),
      `grep -c ${id} ~/.local/state/mosaic/home/agents/coder/transcript`,
    );
    // The message, and the answer that echoes it.
    expect(turns.trim()).toBe('2');
  });

  test('while its disk is full the courier types nothing; then the mail arrives, once', async () => {
    const ledger = '/home/operator/.local/state/mosaic/home/ledger';
    const asRoot = (line: string) => run(host('alpha'), ['sh', '-c', line], { as: 'root' });
    await onHost(host('alpha'), `systemctl --user stop ${courier}`);
    await asRoot(`mount -t tmpfs -o mode=700,uid=$(stat -c %u ${ledger}),size=64k full ${ledger}`);
    await asRoot(`dd if=/dev/zero of=${ledger}/filler bs=4k 2>/dev/null || :`);
    await onHost(host('alpha'), `systemctl --user start ${courier}`);
    const id = await queue('mos', 'on a full disk');
    const complaints = () =>
      onHost(host('alpha'), `journalctl -q --user -u ${courier} -o cat | grep -c ENOSPC || :`);
    await vi.waitFor(async () => expect(Number(await complaints())).toBeGreaterThan(0), { timeout: 20_000 });
    expect((await mails()).find((mail) => mail.id === id)?.why).toBe('its courier has not taken it up');
    await asRoot(`rm ${ledger}/filler`);
    await reaches(id, 'answered');
    const seen = await onHost(
      host('alpha'),
      `grep -c ${id} ~/.local/state/mosaic/home/agents/mos/transcript`,
    );
    expect(seen.trim()).toBe('2');
    await onHost(host('alpha'), `systemctl --user stop ${courier}`);
    await asRoot(`umount ${ledger}`);
    await onHost(host('alpha'), `systemctl --user start ${courier}`);
  });

  test('an agent that changes leaves the courier alone; without mail it is gone', async () => {
    const before = await pidOf();
    editRoster(fleet, (own) => {
      (own['orchestrator'] as Record<string, unknown>)['env'] = { TRY: '1' };
    });
    await deploy();
    expect(await pidOf()).toBe(before);
    editRoster(fleet, (own) => {
      own['mail'] = false;
    });
    await deploy();
    expect((await pidOf()) ?? null).toBeNull();
    const said = await fleet.mosaic(['send', 'mos', 'hello', '--queue']);
    expect([said.code, said.stderr]).toEqual([1, expect.stringContaining('has no courier')]);
    expect((await fleet.mosaic(['verify'])).code).toBe(0);
  });
});
