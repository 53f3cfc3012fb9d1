import type { REST } from '@discordjs/rest';
import {
  type APIApplication,
  type APIChannel,
  type APIGuildMember,
  type APIOverwrite,
  type APIRole,
  ApplicationFlags,
  ChannelType,
  Routes,
} from 'discord-api-types/v10';
import { INTENT_WORDS, tokenWords } from './close-words.ts';
import { isTokenRefusal, outcomeOf } from './outcome.ts';
import { missingRights, NEEDED_BITS } from './rights.ts';

export interface CheckedPlace {
  readonly server: string;
  readonly channel: string;
  /** Name of the secret that holds the token. */
  readonly tokenName: string;
}

const READS = ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;

/** Every fault of the set-up at Discord, in words that say what to do; none: it is as it must be. */
export async function checkSetup(rest: REST, place: CheckedPlace): Promise<readonly string[]> {
  let application: APIApplication;
  try {
    application = (await rest.get('/applications/@me')) as APIApplication;
  } catch (error) {
    return [isTokenRefusal(error) ? tokenWords(place.tokenName) : outcomeOf(error).why];
  }
  const reads = ((application.flags ?? 0) & READS) !== 0;
  const faults = await faultsOfServer(rest, place, application);
  return reads ? faults : [INTENT_WORDS, ...faults];
}

/** Where somebody who administers the server lets the bot in. */
export function inviteUrl(application: string, server: string): string {
  const query = new URLSearchParams({
    client_id: application,
    scope: 'bot applications.commands',
    permissions: String(NEEDED_BITS),
    guild_id: server,
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}

async function faultsOfServer(
  rest: REST,
  place: CheckedPlace,
  application: APIApplication,
): Promise<readonly string[]> {
  const { server, channel } = place;
  const self = application.bot?.id ?? application.id;
  try {
    const member = (await rest.get(Routes.guildMember(server, self))) as APIGuildMember;
    const roles = (await rest.get(Routes.guildRoles(server))) as APIRole[];
    return await faultsOfChannel(rest, place, { self, mine: member.roles, roles });
  } catch (error) {
    const failure = outcomeOf(error);
    if (failure.kind === 'later') return [failure.why];
    const invite = `let it in: ${inviteUrl(application.id, server)}`;
    return [
      `the bot is not in server ${server}, or there is no such server: correct its id, or ${invite}`,
      ...(await hint(rest, channel, server)),
    ];
  }
}

/** The channel may say that the server's id is the wrong one. */
async function hint(rest: REST, channel: string, server: string): Promise<readonly string[]> {
  try {
    const found = (await rest.get(Routes.channel(channel))) as APIChannel & { readonly guild_id?: string };
    return found.guild_id === undefined || found.guild_id === server
      ? []
      : [`channel ${channel} is in server ${found.guild_id}, not in ${server}`];
  } catch {
    return [];
  }
}

interface Mine {
  readonly self: string;
  readonly mine: readonly string[];
  readonly roles: readonly APIRole[];
}

async function faultsOfChannel(rest: REST, place: CheckedPlace, mine: Mine): Promise<readonly string[]> {
  const { server, channel } = place;
  const known = (await rest.get(Routes.guildChannels(server))) as readonly Described[];
  const found = known.find(({ id }) => id === channel);
  if (found === undefined) return [await unseen(rest, channel, server)];
  if (found.type !== ChannelType.GuildText && found.type !== ChannelType.GuildAnnouncement) {
    return [`channel ${channel} is no text channel: name a text channel of server ${server}`];
  }
  const overwrites = found.permission_overwrites ?? [];
  const lacking = missingRights({ server, ...mine, overwrites });
  const where = found.name === undefined ? channel : `#${found.name}`;
  return lacking.map(
    (right) =>
      `the bot lacks “${right}” in ${where}: Edit Channel → Permissions → the bot → allow “${right}”`,
  );
}

interface Described {
  readonly id: string;
  readonly type: ChannelType;
  readonly name?: string;
  readonly permission_overwrites?: APIOverwrite[];
}

async function unseen(rest: REST, channel: string, server: string): Promise<string> {
  try {
    const found = (await rest.get(Routes.channel(channel))) as APIChannel & { readonly guild_id?: string };
    const where = found.guild_id === undefined ? 'in no server' : `in server ${found.guild_id}`;
    return `channel ${channel} is ${where}, not one of the channels of server ${server}: name a text channel of it`;
  } catch (error) {
    return `channel ${channel} of server ${server}: ${outcomeOf(error).why}`;
  }
}
