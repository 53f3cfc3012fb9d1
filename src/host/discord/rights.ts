import { type APIOverwrite, type APIRole, OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10';

/** What the bot needs in its channel, by the names that Discord's settings show. */
export const NEEDED = {
  'View Channel': PermissionFlagsBits.ViewChannel,
  'Send Messages': PermissionFlagsBits.SendMessages,
  'Send Messages in Threads': PermissionFlagsBits.SendMessagesInThreads,
  'Read Message History': PermissionFlagsBits.ReadMessageHistory,
  'Add Reactions': PermissionFlagsBits.AddReactions,
  'Attach Files': PermissionFlagsBits.AttachFiles,
} as const;

export const NEEDED_BITS = Object.values(NEEDED).reduce((sum, bit) => sum | bit, 0n);

export interface RightsFacts {
  readonly server: string;
  readonly self: string;
  /** Ids of our roles. */
  readonly mine: readonly string[];
  readonly roles: readonly Pick<APIRole, 'id' | 'permissions'>[];
  readonly overwrites: readonly APIOverwrite[];
}

/** The needed rights that the bot lacks in a channel: roles add up, then overwrites of everyone, of our roles, of us. */
export function missingRights({ server, self, mine, roles, overwrites }: RightsFacts): readonly string[] {
  const held = roles.filter(({ id }) => id === server || mine.includes(id));
  const base = held.reduce((sum, { permissions }) => sum | BigInt(permissions), 0n);
  if ((base & PermissionFlagsBits.Administrator) !== 0n) return [];
  const steps = [
    overwrites.filter(({ id }) => id === server),
    overwrites.filter(({ id, type }) => type === OverwriteType.Role && id !== server && mine.includes(id)),
    overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === self),
  ];
  const rights = steps.reduce((sum, step) => {
    const denied = step.reduce((all, { deny }) => all | BigInt(deny), 0n);
    const allowed = step.reduce((all, { allow }) => all | BigInt(allow), 0n);
    return (sum & ~denied) | allowed;
  }, base);
  return Object.entries(NEEDED).flatMap(([name, bit]) => ((rights & bit) === 0n ? [name] : []));
}
