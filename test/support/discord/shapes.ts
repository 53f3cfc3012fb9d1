import {
  type APIGuildMember,
  ChannelType,
  type GatewayReadyDispatchData,
  GuildNSFWLevel,
} from 'discord-api-types/v10';
import { rightsIn } from './permissions.ts';
import type { Channel, World } from './world.ts';

export function readyData(world: World, session: string, gateway: string): GatewayReadyDispatchData {
  return {
    v: 10,
    user: {
      ...world.bot,
      verified: true,
      mfa_enabled: false,
      email: null,
    } as GatewayReadyDispatchData['user'],
    guilds: world.members.has(world.bot.id) ? [{ id: world.server, unavailable: true }] : [],
    session_id: session,
    resume_gateway_url: gateway,
    shard: [0, 1],
    application: { id: world.application, flags: world.flags, flags_new: String(world.flags) },
  };
}

export function memberData(world: World, id: string): APIGuildMember {
  const user = world.users.get(id) ?? world.bot;
  const plain = { nick: null, avatar: null, banner: null, deaf: false, mute: false, flags: 0 };
  return {
    user,
    roles: [...(world.members.get(id) ?? [])],
    joined_at: '2026-01-01T00:00:00.000000+00:00',
    ...plain,
  };
}

export function channelData(world: World, channel: Channel): Record<string, unknown> {
  const base = {
    id: channel.id,
    type: channel.type,
    last_message_id: channel.messages.at(-1)?.data.id ?? null,
  };
  if (channel.recipient !== null)
    return { ...base, recipients: [world.users.get(channel.recipient)], flags: 0 };
  const own = { ...base, guild_id: world.server, name: channel.name, position: 0, flags: 0 };
  if (channel.parent === null)
    return { ...own, permission_overwrites: channel.overwrites, nsfw: false, topic: null };
  const archive = { archived: false, auto_archive_duration: 1440, locked: false };
  const thread_metadata = { ...archive, archive_timestamp: '2026-01-01T00:00:00.000000+00:00' };
  return { ...own, parent_id: channel.parent, owner_id: world.bot.id, thread_metadata };
}

/** The server as its GUILD_CREATE and `GET /guilds/{id}` tell it. */
export function serverData(world: World): Record<string, unknown> {
  const channels = [...world.channels.values()].filter(({ recipient }) => recipient === null);
  const shown = channels.filter((channel) => canSee(world, channel));
  return {
    id: world.server,
    name: 'staging',
    icon: null,
    owner_id: [...world.users.keys()].at(1) ?? world.bot.id,
    roles: world.roles,
    emojis: [],
    features: [],
    mfa_level: 0,
    nsfw_level: GuildNSFWLevel.Default,
    premium_tier: 0,
    preferred_locale: 'en-US',
    joined_at: '2026-01-01T00:00:00.000000+00:00',
    large: false,
    unavailable: false,
    member_count: world.members.size,
    voice_states: [],
    members: [memberData(world, world.bot.id)],
    channels: shown.filter(({ parent }) => parent === null).map((channel) => channelData(world, channel)),
    threads: shown.filter(({ parent }) => parent !== null).map((channel) => channelData(world, channel)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

export function isThread(channel: Channel): boolean {
  return channel.type === ChannelType.PublicThread || channel.type === ChannelType.PrivateThread;
}

export function canSee(world: World, channel: Channel): boolean {
  return (rightsIn(world, world.bot.id, channel) & (1n << 10n)) !== 0n;
}
