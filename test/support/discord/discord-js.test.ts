import { Client, Events, GatewayIntentBits, type Interaction, type Message } from 'discord.js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type StandIn, startStandIn } from './stand-in.ts';

// The stand-in is as good as what it was not written for: the whole client of discord.js lives on it, as on Discord.
const ADA = '500000000000000001';
const CHANNEL = '400000000000000001';

let discord: StandIn;
let client: Client;

beforeEach(async () => {
  discord = await startStandIn();
  const { Guilds, GuildMessages, MessageContent, DirectMessages } = GatewayIntentBits;
  client = new Client({
    intents: [Guilds, GuildMessages, MessageContent, DirectMessages],
    rest: { api: discord.api },
  });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(discord.setup.token);
  await ready;
});

afterEach(async () => {
  await client.destroy();
  await discord.close();
});

const heard = (): Promise<Message> => new Promise((resolve) => client.once(Events.MessageCreate, resolve));

test('its client hears a message, reacts, answers, edits, and fetches what was said', async () => {
  const hears = heard();
  const id = await discord.control.say({ user: ADA, channel: CHANNEL, text: 'hello' });
  const message = await hears;
  expect([message.id, message.content, message.author.username]).toEqual([id, 'hello', 'ada']);
  await message.react('👀');
  const answer = await message.reply('**hi**');
  await answer.edit('hi');
  const said = await discord.control.messages(CHANNEL);
  expect(said.map(({ text, replyTo, reactions }) => [text, replyTo, reactions])).toEqual([
    ['hello', null, ['👀']],
    ['hi', id, []],
  ]);
  const fetched = await message.channel.messages.fetch({ limit: 10 });
  expect([...fetched.values()].map(({ content }) => content).sort()).toEqual(['hello', 'hi']);
});

test('its client posts a button and answers who presses it, and who types a command', async () => {
  const channel = await client.channels.fetch(CHANNEL);
  if (!channel?.isSendable()) throw new Error('no channel');
  const button = { type: 2, style: 3, label: 'Allow', custom_id: 'allow' } as const;
  const { id } = await channel.send({ content: 'May I?', components: [{ type: 1, components: [button] }] });
  client.on(Events.InteractionCreate, (interaction: Interaction) => {
    if (interaction.isButton()) void interaction.update({ content: 'Allowed.', components: [] });
  });
  await discord.control.press({ user: ADA, message: id, data: 'allow' });
  await vi.waitFor(async () => {
    expect((await discord.control.messages(CHANNEL)).at(-1)).toMatchObject({ text: 'Allowed.', buttons: [] });
  });
});

test('its client resumes after a broken connection and misses nothing', async () => {
  const hears = heard();
  await discord.control.drop(null);
  await discord.control.say({ user: ADA, channel: CHANNEL, text: 'in the gap' });
  expect((await hears).content).toBe('in the gap');
});
