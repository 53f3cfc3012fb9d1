import {
  type APIChatInputApplicationCommandInteraction,
  type APIInteraction,
  type APIMessageComponentInteraction,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionType,
} from 'discord-api-types/v10';
import type { ChatEvent, ChatPlace, ChatUser } from '../../model/chat.ts';
import { placeOf } from './places.ts';

/** Milliseconds since 1970 of Discord's epoch. */
const EPOCH = 1_420_070_400_000;

/** A press or a command as the core knows it; `null` for other kinds. */
export function readInteraction(interaction: APIInteraction): ChatEvent | null {
  const user = interaction.member?.user ?? interaction.user;
  const { channel } = interaction;
  if (user === undefined || channel === undefined) return null;
  const name = user.global_name ?? user.username;
  const base = {
    id: interaction.id,
    at: Number(BigInt(interaction.id) >> 22n) + EPOCH,
    user: { id: user.id, name, automatic: user.bot === true },
    place: placeOf(channel),
  };
  if (interaction.type === InteractionType.MessageComponent) return readPress(interaction, base);
  if (interaction.type !== InteractionType.ApplicationCommand) return null;
  if (interaction.data.type !== ApplicationCommandType.ChatInput) return null;
  return readCommand(interaction as APIChatInputApplicationCommandInteraction, base);
}

interface Base {
  readonly id: string;
  readonly at: number;
  readonly user: ChatUser;
  readonly place: ChatPlace;
}

function readPress({ data, message }: APIMessageComponentInteraction, base: Base): ChatEvent | null {
  if (data.component_type !== ComponentType.Button) return null;
  return { kind: 'press', ...base, message: message.id, data: data.custom_id };
}

function readCommand({ data }: APIChatInputApplicationCommandInteraction, base: Base): ChatEvent | null {
  const sub = data.options?.[0];
  if (sub?.type !== ApplicationCommandOptionType.Subcommand) return null;
  const given = (sub.options ?? []).flatMap((option) =>
    'value' in option ? [[option.name, String(option.value)] as const] : [],
  );
  return { kind: 'command', ...base, name: sub.name, options: Object.fromEntries(given) };
}
