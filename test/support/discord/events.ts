import { ChannelType, GatewayIntentBits } from 'discord-api-types/v10';
import { withoutContent } from './messages.ts';
import { hasIntent, type Sessions } from './sessions.ts';
import { canSee, channelData, isThread, memberData } from './shapes.ts';
import type { Channel, StoredMessage, World } from './world.ts';

/** Tells who may know that a message was made or changed. */
export function tellMessage(
  world: World,
  sessions: Sessions,
  channel: Channel,
  message: StoredMessage,
  event: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE',
): void {
  if (message.onlyFor !== null || !canSee(world, channel)) return;
  const direct = channel.type === ChannelType.DM;
  const intent = direct ? GatewayIntentBits.DirectMessages : GatewayIntentBits.GuildMessages;
  const { user: _, ...member } = memberData(world, message.data.author.id);
  const inServer = { guild_id: world.server, member };
  const nonce = message.nonce === null ? {} : { nonce: message.nonce };
  sessions.tellAll(intent, event, (intents) => {
    const reads = hasIntent(intents, GatewayIntentBits.MessageContent);
    const shown = reads ? message.data : withoutContent(world, channel, message.data);
    const extra = direct || message.data.webhook_id !== undefined ? {} : inServer;
    const server = direct ? {} : { guild_id: world.server };
    return { ...shown, ...server, ...extra, ...nonce, channel_type: channel.type };
  });
}

export function tellReaction(
  world: World,
  sessions: Sessions,
  channel: Channel,
  fields: {
    readonly user: string;
    readonly message: string;
    readonly emoji: string;
    readonly added: boolean;
  },
): void {
  const direct = channel.type === ChannelType.DM;
  const intent = direct ? GatewayIntentBits.DirectMessageReactions : GatewayIntentBits.GuildMessageReactions;
  const emoji = { id: null, name: fields.emoji };
  const ids = { user_id: fields.user, channel_id: channel.id, message_id: fields.message };
  const server = direct ? {} : { guild_id: world.server };
  const event = fields.added ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE';
  sessions.tellAll(intent, event, () => ({ ...ids, ...server, emoji, burst: false, type: 0 }));
}

export function tellThread(world: World, sessions: Sessions, channel: Channel): void {
  if (!isThread(channel) || !canSee(world, channel)) return;
  sessions.tellAll(GatewayIntentBits.Guilds, 'THREAD_CREATE', () => ({
    ...channelData(world, channel),
    newly_created: true,
  }));
}
