import { OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10';
import type { Channel, World } from './world.ts';

const ALL = Object.values(PermissionFlagsBits).reduce((all, one) => all | one, 0n);

/** What a member may do in a channel, in the order that Discord documents: roles, then overwrites of @everyone, of roles, of the member. */
export function rightsIn(world: World, member: string, channel: Channel): bigint {
  if (channel.recipient !== null) return ALL;
  const mine = world.members.get(member);
  if (mine === undefined) return 0n;
  const held = world.roles.filter(({ id }) => id === world.server || mine.includes(id));
  const base = held.reduce((sum, role) => sum | BigInt(role.permissions), 0n);
  if ((base & PermissionFlagsBits.Administrator) !== 0n) return ALL;
  const place = channel.parent === null ? channel : (world.channels.get(channel.parent) ?? channel);
  const roleIds = place.overwrites.filter(({ type, id }) => type === OverwriteType.Role && mine.includes(id));
  const steps = [
    place.overwrites.filter(({ id }) => id === world.server),
    roleIds,
    place.overwrites.filter(({ type, id }) => type === OverwriteType.Member && id === member),
  ];
  return steps.reduce((rights, step) => {
    const deny = step.reduce((sum, one) => sum | BigInt(one.deny), 0n);
    const allow = step.reduce((sum, one) => sum | BigInt(one.allow), 0n);
    return (rights & ~deny) | allow;
  }, base);
}

export type Right = keyof typeof PermissionFlagsBits;

export function may(world: World, member: string, channel: Channel, right: Right): boolean {
  return (rightsIn(world, member, channel) & PermissionFlagsBits[right]) !== 0n;
}
