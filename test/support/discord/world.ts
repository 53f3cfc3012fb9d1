import {
  type APIAttachment,
  type APIMessage,
  type APIOverwrite,
  type APIRole,
  type APIUser,
  ApplicationFlags,
  ChannelType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import { idMaker } from './ids.ts';

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly type: ChannelType;
  /** The channel of a thread. */
  readonly parent: string | null;
  /** Whom a direct channel is with. */
  readonly recipient: string | null;
  overwrites: APIOverwrite[];
  readonly messages: StoredMessage[];
}

export interface StoredMessage {
  data: APIMessage;
  /** Kept apart: Discord tells it to gateways only. */
  readonly nonce: string | null;
  readonly madeAt: number;
  /** Visible to one person alone, as answers to interactions are. */
  readonly onlyFor: string | null;
}

export interface StoredFile {
  readonly data: APIAttachment;
  readonly bytes: Uint8Array;
}

/** All that is so in one small Discord: one server, one bot. */
export interface World {
  readonly nextId: () => string;
  readonly token: string;
  readonly application: string;
  flags: ApplicationFlags;
  readonly bot: APIUser;
  readonly server: string;
  readonly users: Map<string, APIUser>;
  readonly channels: Map<string, Channel>;
  readonly roles: APIRole[];
  /** Roles of the members of the server. */
  readonly members: Map<string, string[]>;
  readonly files: Map<string, StoredFile>;
  readonly commands: Map<string, unknown>;
}

export interface WorldSetup {
  readonly token: string;
  readonly bot: string;
  readonly server: string;
  readonly channels: Readonly<Record<string, string>>;
  readonly users: Readonly<Record<string, string>>;
  /** Switches of the developer portal. */
  readonly messageContent: boolean;
}

/** A server with two text channels and three people; what tests use unless they say otherwise. */
export const PLAIN_WORLD: WorldSetup = {
  token: 'c3RhbmQtaW4.bm90LWEtcmVhbC10b2tlbg.for-tests',
  bot: '300000000000000001',
  server: '200000000000000001',
  channels: { '400000000000000001': 'mos', '400000000000000002': 'other' },
  users: { '500000000000000001': 'ada', '500000000000000002': 'bob', '500000000000000003': 'eve' },
  messageContent: true,
};

export function makeUser(id: string, name: string, bot: boolean): APIUser {
  return { id, username: name, global_name: bot ? null : name, discriminator: '0', avatar: null, bot };
}

export function makeChannel(
  fields: Pick<Channel, 'id' | 'name' | 'type'> & Partial<Pick<Channel, 'parent' | 'recipient'>>,
): Channel {
  return { parent: null, recipient: null, ...fields, overwrites: [], messages: [] };
}

function makeRole(id: string, name: string, permissions: bigint, bot: string | null): APIRole {
  const color = { primary_color: 0, secondary_color: null, tertiary_color: null };
  const shown = { color: 0, colors: color, hoist: false, position: 0, mentionable: false, flags: 0 };
  const tags = bot === null ? {} : { tags: { bot_id: bot } };
  return { id, name, permissions: String(permissions), managed: bot !== null, ...shown, ...tags };
}

const EVERYONE =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.AddReactions |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.UseApplicationCommands;

export function makeWorld(setup: WorldSetup): World {
  const bot = makeUser(setup.bot, 'mosaic', true);
  const botRole = String(BigInt(setup.bot) + 50n);
  const people = Object.entries(setup.users).map(([id, name]) => makeUser(id, name, false));
  const channels = Object.entries(setup.channels).map(([id, name]) =>
    makeChannel({ id, name, type: ChannelType.GuildText }),
  );
  return {
    nextId: idMaker(),
    token: setup.token,
    application: String(BigInt(setup.bot) + 100n),
    flags: setup.messageContent ? ApplicationFlags.GatewayMessageContentLimited : (0 as ApplicationFlags),
    bot,
    server: setup.server,
    users: new Map([bot, ...people].map((user) => [user.id, user])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    roles: [makeRole(setup.server, '@everyone', EVERYONE, null), makeRole(botRole, 'mosaic', 0n, bot.id)],
    members: new Map([[bot.id, [botRole]], ...people.map(({ id }): [string, string[]] => [id, []])]),
    files: new Map(),
    commands: new Map(),
  };
}

export function readsContent(world: World): boolean {
  const both = ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;
  return (world.flags & both) !== 0;
}
