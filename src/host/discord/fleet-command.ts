import type { REST } from '@discordjs/rest';
import {
  type APIApplicationCommand,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  Routes,
} from 'discord-api-types/v10';

const AGENT = {
  type: ApplicationCommandOptionType.String,
  name: 'agent',
  description: "The agent's name.",
} as const;
const MINE = { ...AGENT, description: "The agent's name; without it, the one that answers here." } as const;

type Options = NonNullable<APIApplicationCommandSubcommandOption['options']>;

function sub(name: string, description: string, options: Options): APIApplicationCommandSubcommandOption {
  return { type: ApplicationCommandOptionType.Subcommand, name, description, options };
}

const TEXT = {
  type: ApplicationCommandOptionType.String,
  name: 'text',
  description: 'What to say to it.',
  required: true,
} as const;
const LINES = {
  type: ApplicationCommandOptionType.String,
  name: 'lines',
  description: 'How many lines, 1 to 100.',
} as const;

/** `/fleet …`: what is answered without a model. Everybody sees it; the core decides who may. */
export const FLEET_COMMAND: RESTPostAPIChatInputApplicationCommandsJSONBody = {
  name: 'fleet',
  description: 'Looks after the fleet of agents.',
  options: [
    sub('ps', 'Shows the agents of this host.', []),
    sub('status', 'Says what an agent is doing, and why.', [MINE]),
    sub('logs', "Shows the last lines of an agent's log.", [MINE, LINES]),
    sub('start', 'Starts an agent.', [{ ...AGENT, required: true }]),
    sub('stop', 'Stops an agent until it is started.', [{ ...AGENT, required: true }]),
    sub('restart', 'Restarts an agent.', [{ ...AGENT, required: true }]),
    sub('send', 'Sends a text to an agent.', [TEXT, MINE]),
  ],
};

/** Whether what Discord holds is what is wanted; Discord adds fields of its own. */
export function isSameCommand(held: unknown, wanted: unknown): boolean {
  if (wanted === undefined || wanted === false) return held === undefined || held === false || held === null;
  if (Array.isArray(wanted)) {
    const list: readonly unknown[] = Array.isArray(held) ? held : [];
    return list.length === wanted.length && wanted.every((one, index) => isSameCommand(list[index], one));
  }
  if (wanted === null || typeof wanted !== 'object') return held === wanted;
  if (held === null || typeof held !== 'object') return false;
  const fields = held as Readonly<Record<string, unknown>>;
  return Object.entries(wanted).every(([key, value]) =>
    // An empty list of options comes back as none.
    isSameCommand(fields[key] ?? (Array.isArray(value) ? [] : undefined), value),
  );
}

/** Registers `/fleet` for the server; nothing is written where it is there already. */
export async function registerCommand(rest: REST, application: string, server: string): Promise<void> {
  const route = Routes.applicationGuildCommands(application, server);
  const held = (await rest.get(route)) as readonly APIApplicationCommand[];
  if (held.some((one) => isSameCommand(one, FLEET_COMMAND))) return;
  await rest.post(route, { body: FLEET_COMMAND });
}
