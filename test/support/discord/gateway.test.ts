import { GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identify, isEvent, isHello, type Packet, type RawGateway, rawGateway } from './raw-gateway.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

const ADA = '500000000000000001';
const MOS = '400000000000000001';
const { Guilds, GuildMessages, DirectMessages, MessageContent } = GatewayIntentBits;
const ALL = Guilds | GuildMessages | DirectMessages | MessageContent;

let discord: StandIn;
let url = '';

beforeEach(async () => {
  discord = await startStandIn();
  url = discord.api.replace(/^http/, 'ws').replace(/\/api$/, '');
});
afterEach(() => discord.close());

async function enter(intents: number): Promise<RawGateway> {
  const gateway = rawGateway(url);
  await gateway.next(isHello);
  gateway.send(identify(discord.setup.token, intents));
  await gateway.next(isEvent('READY'));
  return gateway;
}

const textOf = ({ d }: Packet): string => (d as { content: string }).content;

test('HELLO comes first, then READY and the server; heartbeats are acknowledged', async () => {
  const gateway = await enter(ALL);
  await gateway.next(isEvent('GUILD_CREATE'));
  gateway.send({ op: GatewayOpcodes.Heartbeat, d: 2 });
  await gateway.next(({ op }) => op === GatewayOpcodes.HeartbeatAck);
  expect(gateway.packets.map(({ op, t, s }) => [op, t ?? null, s ?? null])).toEqual([
    [10, null, null],
    [0, 'READY', 1],
    [0, 'GUILD_CREATE', 2],
    [11, null, null],
  ]);
  gateway.close();
});

test.each([
  [4004, 'a wrong token', (): unknown => identify('wrong', ALL)],
  [4013, 'intents that do not exist', (token: string): unknown => identify(token, 1 << 30)],
  [
    4014,
    'an intent whose switch is off',
    (token: string): unknown => identify(token, GatewayIntentBits.GuildMembers),
  ],
  [4003, 'words before IDENTIFY', (): unknown => ({ op: GatewayOpcodes.PresenceUpdate, d: {} })],
  [4001, 'an unknown opcode', (): unknown => ({ op: 99, d: {} })],
  [4002, 'no JSON', (): unknown => 'no'],
  [
    4010,
    'a shard that cannot be',
    (token: string): unknown => {
      const packet = identify(token, ALL) as { op: number; d: object };
      return { ...packet, d: { ...packet.d, shard: [3, 1] } };
    },
  ],
])('closes with %i for %s', async (code, _what, packet) => {
  const gateway = rawGateway(url);
  await gateway.next(isHello);
  gateway.send(packet(discord.setup.token));
  expect(await gateway.closed).toBe(code);
});

test('closes with 4014 when MessageContent is asked for and its switch is off, with 4012 for another version', async () => {
  await discord.control.messageContent(false);
  const gateway = rawGateway(url);
  await gateway.next(isHello);
  gateway.send(identify(discord.setup.token, ALL));
  expect(await gateway.closed).toBe(4014);
  expect(await rawGateway(url, '6').closed).toBe(4012);
});

test('a second IDENTIFY closes with 4005, 121 packets in a minute with 4008', async () => {
  const twice = await enter(ALL);
  twice.send(identify(discord.setup.token, ALL));
  expect(await twice.closed).toBe(4005);
  const loud = await enter(ALL);
  for (let left = 120; left > 0; left -= 1) loud.send({ op: GatewayOpcodes.Heartbeat, d: 1 });
  expect(await loud.closed).toBe(4008);
});

test('events come for the intents that were asked; content only with MessageContent, or when named, or directly', async () => {
  const all = await enter(ALL);
  const blind = await enter(Guilds | GuildMessages | DirectMessages);
  const direct = await enter(DirectMessages);
  await discord.control.say({ user: ADA, channel: MOS, text: 'plain' });
  await discord.control.say({ user: ADA, channel: MOS, text: `<@${discord.setup.bot}> named` });
  await discord.control.say({ user: ADA, channel: null, text: 'direct' });
  const last = (packet: Packet): boolean => isEvent('MESSAGE_CREATE')(packet) && textOf(packet) === 'direct';
  await Promise.all([all, blind, direct].map((gateway) => gateway.next(last)));
  const texts = (gateway: RawGateway): readonly string[] =>
    gateway.packets.filter(isEvent('MESSAGE_CREATE')).map(textOf);
  expect(texts(all)).toEqual(['plain', `<@${discord.setup.bot}> named`, 'direct']);
  expect(texts(blind)).toEqual(['', `<@${discord.setup.bot}> named`, 'direct']);
  expect(texts(direct)).toEqual(['direct']);
  const kinds = all.packets.filter(isEvent('MESSAGE_CREATE')).map(({ d }) => d as Record<string, unknown>);
  expect(kinds.map((one) => [one['channel_type'], one['guild_id'] ?? null])).toEqual([
    [0, discord.setup.server],
    [0, discord.setup.server],
    [1, null],
  ]);
  for (const gateway of [all, blind, direct]) gateway.close();
});

async function resumeAfter(
  how: (gateway: RawGateway) => void,
): Promise<{ old: RawGateway; fresh: RawGateway }> {
  const old = await enter(ALL);
  await old.next(isEvent('GUILD_CREATE'));
  const ready = old.packets.find(isEvent('READY'))?.d as { session_id: string };
  how(old);
  await old.closed;
  await discord.control.say({ user: ADA, channel: MOS, text: 'missed' });
  const fresh = rawGateway(url);
  await fresh.next(isHello);
  const d = { token: discord.setup.token, session_id: ready.session_id, seq: 2 };
  fresh.send({ op: GatewayOpcodes.Resume, d });
  return { old, fresh };
}

test('RESUME brings what was missed, then RESUMED', async () => {
  const { fresh } = await resumeAfter((gateway) => gateway.cut());
  await fresh.next(isEvent('RESUMED'));
  expect(fresh.packets.map(({ t, s }) => [t ?? null, s ?? null])).toEqual([
    [null, null],
    ['MESSAGE_CREATE', 3],
    ['RESUMED', 4],
  ]);
  fresh.close();
});

test('a session that was closed with 1000 cannot be resumed, nor one that the test refuses', async () => {
  const invalid = ({ op, d }: Packet): boolean => op === GatewayOpcodes.InvalidSession && d === false;
  const closed = await resumeAfter((gateway) => gateway.close(1000));
  await closed.fresh.next(invalid);
  await discord.control.refuseResumes(1);
  const refused = await resumeAfter((gateway) => gateway.cut());
  await refused.fresh.next(invalid);
  for (const { fresh } of [closed, refused]) fresh.close();
});

test('a sequence from the future closes with 4007', async () => {
  const gateway = await enter(ALL);
  const ready = gateway.packets.find(isEvent('READY'))?.d as { session_id: string };
  gateway.cut();
  const fresh = rawGateway(url);
  await fresh.next(isHello);
  const d = { token: discord.setup.token, session_id: ready.session_id, seq: 900 };
  fresh.send({ op: GatewayOpcodes.Resume, d });
  expect(await fresh.closed).toBe(4007);
});

test('who does not beat is closed with 4009', async () => {
  await discord.control.heartbeat(20);
  const gateway = await enter(ALL);
  expect(await gateway.closed).toBe(4009);
});

test('op 7 and op 9 come when the test says so; refusing breaks connections and later takes them again', async () => {
  const gateway = await enter(ALL);
  await discord.control.askReconnect();
  await gateway.next(({ op }) => op === GatewayOpcodes.Reconnect);
  await discord.control.invalidate(true);
  await gateway.next(({ op, d }) => op === GatewayOpcodes.InvalidSession && d === true);
  await discord.control.refuse(null);
  expect(await gateway.closed).toBe(1006);
  await expect(fetch(discord.api)).rejects.toThrow();
  await discord.control.accept();
  expect((await fetch(discord.api)).status).toBe(404);
});
