import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ConnectorTestDocument, connectorTestSchema } from '../../src/model/contract-connector.ts';
import { unitName } from '../../src/model/unit-name.ts';
import { type StandIn, startStandIn } from '../support/discord/stand-in.ts';
import { editRoster, factsOf, onHost, pidsOf, type Roster } from './support/deployed-host.ts';
import { type FleetOnLab, writeFleet } from './support/fleet.ts';
import { describeLab, useLab } from './support/lab.ts';
import { ADA, CHANNEL } from './support/mos-parts.ts';

const UNIT = unitName.connector('home', 'mos-discord');
const AGENT = unitName.agent('home', 'mos');
const CREDENTIALS = '~/.config/mosaic/home/credentials';

function rosterOf(discord: StandIn): Roster {
  return {
    fleet: 'home',
    defaults: { runtime: 'echo', heartbeat: { every: '2s', stale: '6s' } },
    secrets: { 'discord-token': 'file:discord.token' },
    orchestrator: {
      name: 'mos',
      host: 'alpha',
      connectors: [
        {
          name: 'mos-discord',
          kind: 'discord',
          server: discord.setup.server,
          channel: CHANNEL,
          token: 'secret:discord-token',
          owners: [ADA],
          api: discord.api,
        },
      ],
    },
    agents: [],
  };
}

describeLab('connectors', () => {
  const { lab, host } = useLab({ name: 'alpha', suite: 'bookworm', user: 'operator' });
  let discord: StandIn;
  let fleet: FleetOnLab;

  const keep = (token: string) => writeFileSync(join(fleet.dir, 'discord.token'), token, { mode: 0o600 });
  const deploy = async () => {
    const said = await fleet.mosaic(['deploy', '--yes', '--no-drain']);
    expect(said.code, `${said.stdout}${said.stderr}`).toBe(0);
    return said.stdout;
  };
  const pids = async () => pidsOf(await factsOf(host('alpha'), 'home'));
  const link = async () => (await fleet.ps()).connectors.map(({ link: word, why }) => `${word} ${why}`);
  const isUp = () =>
    vi.waitFor(async () => expect(await link()).toEqual(['up ']), { timeout: 60_000, interval: 500 });
  const tested = async (): Promise<ConnectorTestDocument> =>
    connectorTestSchema.parse(JSON.parse((await fleet.mosaic(['connector', 'test', '--json'])).stdout));
  const seen = (what: (texts: readonly string[]) => boolean) =>
    vi.waitUntil(async () => what((await discord.control.messages(CHANNEL)).map(({ text }) => text)), {
      timeout: 60_000,
      interval: 200,
    });

  beforeAll(async () => {
    const bridge = host('alpha').address.replace(/\.\d+$/, '.1');
    discord = await startStandIn({ host: bridge });
    fleet = writeFleet(rosterOf(discord), lab().hosts);
    keep(discord.setup.token);
    await deploy();
  }, 400_000);
  afterAll(() => discord?.close());

  test('it comes up, its set-up is right, and its agent answers', async () => {
    await isUp();
    const said = await fleet.mosaic(['connector', 'test']);
    expect([said.code, said.stderr], said.stdout).toEqual([0, '']);
    expect(said.stdout).toMatch(/mos answered: .*\n {2}now say hello in #/);
    expect((await fleet.mosaic(['verify'])).code).toBe(0);
  });

  test('what a person says reaches the agent, and what it says last is posted', async () => {
    await discord.control.say({ user: ADA, channel: CHANNEL, text: 'hello from the channel' });
    await seen((texts) => texts.some((text) => text.includes('echo:')));
  });

  test('the kernel holds it, and it looks into sandboxes all the same', async () => {
    const pid = (await pids())[UNIT];
    const status = await onHost(host('alpha'), `cat /proc/${pid}/status`);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(status).toMatch(/^Seccomp:\t2$/m);
    await discord.control.slash({ user: ADA, channel: CHANNEL, name: 'fleet', sub: 'ps', options: {} });
    await seen((texts) => texts.some((text) => /mos.*idle/.test(text)));
  });

  test('its token lies where no agent reads it, and a new one restarts the connector alone', async () => {
    const agent = (await pids())[AGENT];
    const inside = `cat /proc/${agent}/root/run/user/$(id -u)/credentials/${UNIT}/discord-token; cat /proc/${agent}/root$HOME/.config/mosaic/home/credentials/current/discord-token`;
    expect(await onHost(host('alpha'), `(${inside}) 2>/dev/null || echo closed`)).toBe('closed\n');
    expect(await onHost(host('alpha'), `stat -c %a ${CREDENTIALS}/current/discord-token`)).toBe('600\n');
    const before = await pids();
    // Another value, which the connector reads as the same token.
    keep(`${discord.setup.token} `);
    const plan = await fleet.mosaic(['plan']);
    expect(plan.stdout).toContain('secret discord-token changed');
    expect(plan.stdout).toContain('restarts mos-discord');
    await deploy();
    const after = await pids();
    expect(after[AGENT]).toBe(before[AGENT]);
    expect(after[UNIT]).not.toBe(before[UNIT]);
    await isUp();
  });

  test('a wrong token is said in words, and mended by the right one', async () => {
    keep('wrong');
    await deploy();
    await vi.waitFor(async () => expect((await link())[0]).toMatch(/^failed .*token/), { timeout: 60_000 });
    const { connectors } = await tested();
    expect(connectors[0]).toMatchObject({ ok: false });
    expect(connectors[0]?.steps.filter(({ ok }) => !ok).map(({ step }) => step)).toEqual(['setup', 'link']);
    keep(discord.setup.token);
    await deploy();
    await isUp();
  });

  test('an edit on the host is drift, a restart is a command, and an end leaves no token', async () => {
    const dropIn = `~/.config/systemd/user/${UNIT}.d`;
    await onHost(host('alpha'), `mkdir -p ${dropIn} && echo '[Service]' >${dropIn}/x.conf`);
    expect((await fleet.mosaic(['verify'])).stdout).toContain('x.conf');
    await deploy();
    expect((await fleet.mosaic(['verify'])).code).toBe(0);
    const before = (await pids())[UNIT];
    expect((await fleet.mosaic(['connector', 'restart'])).code).toBe(0);
    expect((await pids())[UNIT]).not.toBe(before);
    await isUp();
    expect((await fleet.mosaic(['connector', 'rm', 'mos-discord'])).code).toBe(0);
    editRoster(fleet, (roster) => {
      delete roster['secrets'];
    });
    expect(await deploy()).toContain('deployed');
    expect((await pids())[UNIT]).toBeUndefined();
    expect(await onHost(host('alpha'), `find ${CREDENTIALS}/current/ -type f 2>/dev/null | wc -l`)).toBe(
      '0\n',
    );
    expect((await fleet.mosaic(['verify'])).code).toBe(0);
  });
});
