import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DiscordOptions } from '../../../src/host/discord/discord-adapter.ts';
import { type StandIn, startStandIn } from '../../support/discord/stand-in.ts';
import { adapterFor, MOS } from './discord-platform.ts';

let discord: StandIn;
beforeEach(async () => {
  discord = await startStandIn();
});
afterEach(() => discord.close());

const check = (more: Partial<DiscordOptions>): Promise<readonly string[]> =>
  adapterFor(discord, more).check();

test('nothing is wrong', async () => {
  expect(await check({})).toEqual([]);
});

test('the token', async () => {
  expect(await check({ token: 'wrong' })).toEqual([expect.stringMatching(/token.*secret set discord-token/)]);
});

test('the switch in the portal, and every missing right, all at once', async () => {
  await discord.control.messageContent(false);
  await discord.control.deny({ channel: MOS, rights: ['AddReactions', 'AttachFiles', 'ReadMessageHistory'] });
  expect(await check({})).toEqual([
    expect.stringMatching(/Message Content Intent/),
    expect.stringMatching(/“Read Message History” in #mos/),
    expect.stringMatching(/“Add Reactions” in #mos/),
    expect.stringMatching(/“Attach Files” in #mos/),
  ]);
});

test('the server', async () => {
  expect(await check({ server: '42' })).toEqual([
    expect.stringMatching(/not in server 42.*client_id=300000000000000101.*guild_id=42/),
    expect.stringMatching(new RegExp(`channel ${MOS} is in server ${discord.setup.server}, not in 42`)),
  ]);
  await discord.control.member(false);
  expect((await check({}))[0]).toMatch(/is not in server/);
});

test('the channel: none, one of a kind that is not written in, one that the bot cannot see', async () => {
  expect(await check({ channel: '42' })).toEqual([expect.stringMatching(/channel 42 .* does not exist/)]);
  const direct = await discord.control.directChannel('500000000000000001');
  expect(await check({ channel: direct })).toEqual([expect.stringMatching(/in no server/)]);
  await discord.control.deny({ channel: MOS, rights: ['ViewChannel'] });
  expect(await check({})).toEqual([expect.stringMatching(/“View Channel”/)]);
});

test('a Discord that cannot be reached', async () => {
  await discord.control.refuse(null);
  expect(await check({})).toEqual([expect.stringMatching(/cannot be reached: ECONNREFUSED/)]);
});
