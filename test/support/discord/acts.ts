import { type APIMessage, ChannelType, ComponentType, InteractionType } from 'discord-api-types/v10';
import type { Ports } from './calls.ts';
import type { DiscordControl, SaidMessage, SeenMessage } from './control.ts';
import { tellMessage, tellThread } from './events.ts';
import type { Interaction } from './interactions.ts';
import { plain, storeMessage } from './messages.ts';
import { directChannel } from './routes-server.ts';
import { ALL_INTENTS } from './sessions.ts';
import { channelData, memberData } from './shapes.ts';
import { keepFiles } from './upload.ts';
import { type Channel, makeChannel, makeUser, type StoredMessage } from './world.ts';

type Acts = Pick<
  DiscordControl,
  | 'say'
  | 'press'
  | 'slash'
  | 'repeatInteraction'
  | 'tell'
  | 'makeThread'
  | 'addUser'
  | 'messages'
  | 'directChannel'
  | 'commands'
>;

/** What people do at Discord. */
export function acts(ports: Ports): Acts {
  const { world, sessions } = ports;
  let last: unknown = null;
  const interact = (asked: Interaction, fields: Readonly<Record<string, unknown>>): string => {
    last = interactionData(ports, asked, fields);
    sessions.tellAll(ALL_INTENTS, 'INTERACTION_CREATE', () => last);
    return asked.id;
  };
  return {
    say: async (message) => sayAs(ports, message),
    press: async ({ user, message, data }) => {
      const { channel, found } = locate(ports, message);
      if (!buttonsOf(found.data).some((button) => button.data === data)) throw new Error(`no button ${data}`);
      const asked = ports.interactions.add({ id: world.nextId(), user, channel, source: message });
      const component = { custom_id: data, component_type: ComponentType.Button };
      return interact(asked, {
        type: InteractionType.MessageComponent,
        data: component,
        message: found.data,
      });
    },
    slash: async ({ user, channel, name, sub, options }) => {
      const command = world.commands.get(name) as { id: string } | undefined;
      if (command === undefined) throw new Error(`no command /${name} is registered`);
      const given = Object.entries(options).map(([key, value]) => ({ name: key, type: 3, value }));
      const data = { id: command.id, name, type: 1, options: [{ name: sub, type: 1, options: given }] };
      const place = need(world.channels.get(channel), channel);
      const asked = ports.interactions.add({ id: world.nextId(), user, channel: place, source: null });
      return interact(asked, { type: InteractionType.ApplicationCommand, data });
    },
    repeatInteraction: async () => sessions.tellAll(ALL_INTENTS, 'INTERACTION_CREATE', () => last),
    tell: async ({ event, data }) => sessions.tellAll(ALL_INTENTS, event, () => data),
    makeThread: async ({ channel, name }) => {
      const type = ChannelType.PublicThread;
      const thread = makeChannel({
        id: world.nextId(),
        name,
        type,
        parent: need(world.channels.get(channel), channel).id,
      });
      world.channels.set(thread.id, thread);
      tellThread(world, sessions, thread);
      return thread.id;
    },
    addUser: async ({ id, name, bot }) => {
      world.users.set(id, makeUser(id, name, bot));
      world.members.set(id, []);
    },
    messages: async (channel) => need(world.channels.get(channel), channel).messages.map(seen),
    directChannel: async (user) => directChannel(world, user).id,
    commands: async () => [...world.commands.keys()],
  };
}

function sayAs(ports: Ports, said: SaidMessage): string {
  const { world, sessions } = ports;
  const author = need(world.users.get(said.user), said.user);
  const channel =
    said.channel === null
      ? directChannel(world, said.user)
      : need(world.channels.get(said.channel), said.channel);
  const files = (said.files ?? []).map(({ name, base64 }) => ({
    name,
    type: 'application/octet-stream',
    bytes: Buffer.from(base64, 'base64'),
  }));
  const made = storeMessage(world, {
    ...plain(said.webhook ? makeUser(world.nextId(), author.username, true) : author, channel, said.text),
    attachments: keepFiles(ports, channel.id, files),
    replyTo: said.replyTo ?? null,
    webhook: said.webhook ? world.nextId() : null,
  });
  tellMessage(world, sessions, channel, made, 'MESSAGE_CREATE');
  return made.data.id;
}

function interactionData(
  { world }: Ports,
  { id, token, user, channel }: Interaction,
  fields: Readonly<Record<string, unknown>>,
): unknown {
  const base = {
    id,
    application_id: world.application,
    token,
    version: 1,
    locale: 'en-US',
    attachment_size_limit: 10_485_760,
    // The server that the bot was added to; in a direct message Discord names none.
    authorizing_integration_owners: { 0: channel.type === ChannelType.DM ? '0' : world.server },
    entitlements: [],
  };
  const where = { channel_id: channel.id, channel: channelData(world, channel), app_permissions: '0' };
  if (channel.recipient !== null)
    return { ...base, ...where, user: world.users.get(user), context: 1, ...fields };
  const member = { ...memberData(world, user), permissions: '0' };
  return { ...base, ...where, guild_id: world.server, guild_locale: 'en-US', member, context: 0, ...fields };
}

function locate(
  { world }: Ports,
  message: string,
): { readonly channel: Channel; readonly found: StoredMessage } {
  for (const channel of world.channels.values()) {
    const found = channel.messages.find(({ data }) => data.id === message);
    if (found !== undefined) return { channel, found };
  }
  throw new Error(`no message ${message}`);
}

function need<T>(value: T | undefined, id: string): T {
  if (value === undefined) throw new Error(`the stand-in knows no ${id}`);
  return value;
}

function buttonsOf({ components = [] }: APIMessage): SeenMessage['buttons'] {
  return components.flatMap((row) =>
    row.type !== ComponentType.ActionRow
      ? []
      : row.components.flatMap((one) =>
          'custom_id' in one && 'label' in one ? [{ label: one.label ?? '', data: one.custom_id }] : [],
        ),
  );
}

function seen({ data, nonce, onlyFor }: StoredMessage): SeenMessage {
  return {
    id: data.id,
    author: data.author.id,
    text: data.content,
    nonce,
    replyTo: data.message_reference?.message_id ?? null,
    files: data.attachments.map(({ id, filename, size, url }) => ({ id, name: filename, size, url })),
    buttons: buttonsOf(data),
    reactions: (data.reactions ?? []).map(({ emoji }) => emoji.name ?? ''),
    pings: data.mentions.map(({ id }) => id),
    everyone: data.mention_everyone,
    onlyFor,
  };
}
