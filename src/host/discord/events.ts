import { setTimeout as pause } from 'node:timers/promises';
import type { REST } from '@discordjs/rest';
import {
  type APIChannel,
  type APIInteraction,
  GatewayDispatchEvents as Events,
  type GatewayDispatchPayload,
  type GatewayMessageCreateDispatchData,
  Routes,
} from 'discord-api-types/v10';
import type { ChatEvent, ChatPlace } from '../../model/chat.ts';
import type { Answers } from './answers.ts';
import { outcomeOf } from './outcome.ts';
import { type Places, placeOf } from './places.ts';
import { readInteraction } from './read-interaction.ts';
import { readMessage, type Self } from './read-message.ts';

export interface EventPorts {
  readonly rest: REST;
  readonly server: string;
  readonly places: Places;
  readonly answers: Answers;
  readonly self: () => Self;
  readonly learnRoles: (roles: readonly string[]) => void;
  readonly tell: (event: ChatEvent) => void;
}

/** Takes what the gateway tells: learns where threads are, and passes on what people do in our server or directly. */
export function takeDispatch(ports: EventPorts, payload: GatewayDispatchPayload): void {
  switch (payload.t) {
    case Events.GuildCreate: {
      const { channels, threads, roles } = payload.d;
      for (const channel of [...channels, ...threads]) ports.places.learn(channel);
      const mine = roles.filter(({ tags }) => tags?.bot_id === ports.self().id);
      if (payload.d.id === ports.server) ports.learnRoles(mine.map(({ id }) => id));
      return;
    }
    case Events.ThreadListSync:
      for (const thread of payload.d.threads) ports.places.learn(thread);
      return;
    case Events.ChannelCreate:
    case Events.ThreadCreate:
    case Events.ThreadUpdate:
      ports.places.learn(payload.d as APIChannel);
      return;
    case Events.MessageCreate:
      takeMessage(ports, payload.d);
      return;
    case Events.InteractionCreate:
      takeInteraction(ports, payload.d);
  }
}

function takeInteraction(ports: EventPorts, interaction: APIInteraction): void {
  const { guild_id: server } = interaction;
  if (server !== undefined && server !== ports.server) return;
  const event = readInteraction(interaction);
  if (event === null) return;
  ports.answers.defer(interaction);
  ports.tell(event);
}

function takeMessage(ports: EventPorts, message: GatewayMessageCreateDispatchData): void {
  const { guild_id: server, channel_id: channel } = message;
  if (server !== undefined && server !== ports.server) return;
  const tell = (place: ChatPlace): void => {
    const event = readMessage(message, place, ports.self());
    if (event !== null) ports.tell(event);
  };
  // Direct channels are told of by nothing but their messages.
  const known = server === undefined ? { channel, thread: null, direct: true } : ports.places.get(channel);
  if (known !== null) tell(known);
  else void findPlace(ports, channel).then((place) => place !== null && tell(place));
}

/** Asks where a message was said until Discord answers: the message would be lost otherwise. */
async function findPlace({ rest, places }: EventPorts, id: string): Promise<ChatPlace | null> {
  for (;;) {
    try {
      const channel = (await rest.get(Routes.channel(id))) as APIChannel;
      places.learn(channel);
      return placeOf(channel);
    } catch (error) {
      const failure = outcomeOf(error);
      if (failure.kind === 'never') return null;
      await pause(failure.afterMs, undefined, { ref: false });
    }
  }
}
