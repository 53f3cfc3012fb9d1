import { GatewayIntentBits } from 'discord-api-types/v10';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identify, isEvent, isHello, type RawGateway, rawGateway } from './raw-gateway.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

const ADA = '500000000000000001';
const MOS = '400000000000000001';

let discord: StandIn;
let gateway: RawGateway;

beforeEach(async () => {
  discord = await startStandIn();
  gateway = rawGateway(discord.api.replace(/^http/, 'ws').replace(/\/api$/, ''));
  await gateway.next(isHello);
  gateway.send(identify(discord.setup.token, GatewayIntentBits.Guilds));
  await gateway.next(isEvent('GUILD_CREATE'));
});
afterEach(async () => {
  gateway.close();
  await discord.close();
});

interface Asked {
  readonly id: string;
  readonly token: string;
  readonly application_id: string;
  readonly data: { readonly custom_id?: string; readonly name?: string };
}

async function call(
  method: string,
  path: string,
  body: unknown,
): Promise<{ status: number; code: number | null }> {
  const response = await fetch(`${discord.api}/v10${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bot ${discord.setup.token}` },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, code: text === '' ? null : ((JSON.parse(text).code as number) ?? null) };
}

async function pressed(): Promise<Asked> {
  const button = { type: 2, style: 3, label: 'Yes', custom_id: 'yes' };
  await call('POST', `/channels/${MOS}/messages`, {
    content: 'sure?',
    components: [{ type: 1, components: [button] }],
  });
  const [message] = await discord.control.messages(MOS);
  const id = await discord.control.press({ user: ADA, message: message?.id ?? '', data: 'yes' });
  const packet = await gateway.next(({ t, d }) => t === 'INTERACTION_CREATE' && (d as Asked).id === id);
  return packet.d as Asked;
}

test('a press is acknowledged once, and its answer is seen by its maker alone', async () => {
  const asked = await pressed();
  const hook = `/webhooks/${asked.application_id}/${asked.token}`;
  expect((await call('POST', hook, { content: 'early' })).code).toBe(10015);
  const callback = `/interactions/${asked.id}/${asked.token}/callback`;
  expect((await call('POST', callback, { type: 5, data: { flags: 64 } })).status).toBe(204);
  expect((await call('POST', callback, { type: 5 })).code).toBe(40060);
  expect((await call('PATCH', `${hook}/messages/@original`, { content: 'done' })).status).toBe(200);
  expect((await call('POST', hook, { content: 'and this', flags: 64 })).status).toBe(200);
  const said = (await discord.control.messages(MOS)).slice(1).map(({ text, onlyFor }) => [text, onlyFor]);
  expect(said).toEqual([
    ['done', ADA],
    ['and this', ADA],
  ]);
});

test('an acknowledgement that comes too late is refused, and so is an answer after the token ended', async () => {
  await discord.control.interactionTimes({ ackMs: -1, tokenMs: 1000 });
  const late = await pressed();
  expect((await call('POST', `/interactions/${late.id}/${late.token}/callback`, { type: 5 })).code).toBe(
    10062,
  );
  await discord.control.interactionTimes({ ackMs: 3000, tokenMs: -1 });
  const ended = await pressed();
  await call('POST', `/interactions/${ended.id}/${ended.token}/callback`, { type: 5 });
  const original = `/webhooks/${ended.application_id}/${ended.token}/messages/@original`;
  expect((await call('PATCH', original, { content: 'x' })).code).toBe(10015);
});

test('a command must be registered before it is used; registering again keeps its id', async () => {
  const { application_id: application } = await pressed();
  const path = `/applications/${application}/guilds/${discord.setup.server}/commands`;
  const use = { user: ADA, channel: MOS, name: 'fleet', sub: 'ps', options: {} };
  await expect(discord.control.slash(use)).rejects.toThrow('/fleet');
  const command = { name: 'fleet', description: 'The fleet.' };
  expect((await call('POST', path, command)).status).toBe(201);
  expect((await call('POST', path, command)).status).toBe(200);
  expect((await call('POST', path, { ...command, name: 'No Name' })).code).toBe(50035);
  expect(await discord.control.commands()).toEqual(['fleet']);
  await discord.control.slash(use);
  const packet = await gateway.next(
    ({ t, d }) => t === 'INTERACTION_CREATE' && (d as Asked).data.name === 'fleet',
  );
  expect(packet.d).toMatchObject({
    type: 2,
    data: { options: [{ name: 'ps', type: 1 }] },
    member: { user: { id: ADA } },
  });
});
