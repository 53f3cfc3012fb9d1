import { type DiscordOptions, discordAdapter } from '../../../src/host/discord/discord-adapter.ts';
import type { ChatAdapter, ChatPlace } from '../../../src/model/chat.ts';
import { type StandIn, startStandIn } from '../../support/discord/stand-in.ts';
import type { Platform } from '../adapter-conformance.ts';

export const ADA = '500000000000000001';
export const BOB = '500000000000000002';
export const MOS = '400000000000000001';
const ROBOT = '500000000000000009';

export function adapterFor({ api, setup }: StandIn, more: Partial<DiscordOptions> = {}): ChatAdapter {
  const place = { server: setup.server, channel: MOS, api };
  return discordAdapter({ token: setup.token, tokenName: 'discord-token', ...place, log: () => {}, ...more });
}

/** The stand-in for Discord as a platform of the conformance suite. */
export async function discordPlatform(): Promise<Platform> {
  const discord = await startStandIn();
  const { control, setup } = discord;
  await control.addUser({ id: ROBOT, name: 'robot', bot: true });
  const posts = { method: 'POST', path: '/messages$', count: 1 };
  const idOf = (place: ChatPlace): string => place.thread ?? place.channel;
  return {
    adapter: () => adapterFor(discord),
    adapterWithWrongToken: () => adapterFor(discord, { token: 'wrong' }),
    channel: { channel: MOS, thread: null, direct: false },
    thread: async () => ({
      channel: MOS,
      thread: await control.makeThread({ channel: MOS, name: 'a thread' }),
      direct: false,
    }),
    direct: async (user) => ({ channel: await control.directChannel(user), thread: null, direct: true }),
    ada: ADA,
    bob: BOB,
    robot: ROBOT,
    say: ({ user, place, text, mention, replyTo, files = [] }) =>
      control.say({
        user,
        channel: idOf(place),
        text: mention ? `<@${setup.bot}> ${text}` : text,
        files: files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') })),
        ...(replyTo === undefined ? {} : { replyTo }),
      }),
    press: async (user, message, data) => void (await control.press({ user, message, data })),
    command: async (user, name, options) =>
      void (await control.slash({ user, channel: MOS, name: 'fleet', sub: name, options })),
    messages: async (place) =>
      (await control.messages(idOf(place))).map(({ author, buttons, files, pings, everyone, ...rest }) => ({
        ...rest,
        own: author === setup.bot,
        buttons: buttons.map(({ label }) => label),
        files: files.map(({ name }) => name),
        pings: pings.length + (everyone ? 1 : 0),
      })),
    drop: () => control.drop(null),
    outage: async () => {
      await control.refuse(null);
      return control.accept;
    },
    loseAnswer: () => control.fault({ ...posts, does: { kind: 'lose-answer' } }),
    limitOnce: (ms) =>
      control.fault({ ...posts, does: { kind: 'limit', seconds: ms / 1000, global: false } }),
    failOnce: () => control.fault({ ...posts, does: { kind: 'status', status: 503 } }),
    forbid: () => control.deny({ channel: MOS, rights: ['SendMessages'] }),
    unknownMessage: '1',
    close: discord.close,
  };
}
