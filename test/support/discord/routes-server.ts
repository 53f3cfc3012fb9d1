import { ChannelType } from 'discord-api-types/v10';
import { type Answer, badForm, MISSING_ACCESS, ok, UNKNOWN_MEMBER, UNKNOWN_SERVER } from './answers.ts';
import { type Call, type Ports, type Route, route } from './calls.ts';
import { channelData, memberData, serverData } from './shapes.ts';
import { type Channel, makeChannel, type World } from './world.ts';

function gateway({ gateway: url }: Ports): Answer {
  const session_start_limit = { total: 1000, remaining: 1000, reset_after: 86_400_000, max_concurrency: 16 };
  return ok({ url: url(), shards: 1, session_start_limit });
}

/** Ids of servers that the bot is not in are not told apart from those that do not exist. */
function inServer(run: (ports: Ports, call: Call) => Answer): Route['run'] {
  return (ports, call) => {
    if (call.ids[0] !== ports.world.server) return UNKNOWN_SERVER;
    return ports.world.members.has(ports.world.bot.id) ? run(ports, call) : MISSING_ACCESS;
  };
}

/** The direct channel with somebody; made when there is none. */
export function directChannel(world: World, user: string): Channel {
  const old = [...world.channels.values()].find(({ recipient }) => recipient === user);
  if (old !== undefined) return old;
  const made = makeChannel({ id: world.nextId(), name: '', type: ChannelType.DM, recipient: user });
  world.channels.set(made.id, made);
  return made;
}

function openDirect({ world }: Ports, { body }: Call): Answer {
  const user = String(body['recipient_id']);
  if (!world.users.has(user)) return badForm('recipient_id', 'USER_NOT_FOUND', 'Unknown User');
  return ok(channelData(world, directChannel(world, user)));
}

function inApplication(run: (ports: Ports, call: Call) => Answer): Route['run'] {
  return (ports, call) => {
    if (call.ids[0] !== ports.world.application)
      return { status: 404, body: { code: 10002, message: 'Unknown Application' } };
    return call.ids[1] === ports.world.server ? run(ports, call) : MISSING_ACCESS;
  };
}

function keepCommand({ world }: Ports, body: Readonly<Record<string, unknown>>): unknown {
  const name = String(body['name']);
  const old = world.commands.get(name) as { id: string } | undefined;
  const ids = { id: old?.id ?? world.nextId(), application_id: world.application, guild_id: world.server };
  const command = { type: 1, default_member_permissions: null, ...body, ...ids, version: world.nextId() };
  world.commands.set(name, command);
  return command;
}

function faultOfCommand(body: Readonly<Record<string, unknown>>): Answer | null {
  const fine = /^[-_\p{Ll}\p{N}]{1,32}$/u.test(String(body['name']));
  if (!fine) return badForm('name', 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  const described = String(body['description'] ?? '');
  return described.length >= 1 && described.length <= 100
    ? null
    : badForm('description', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
}

function addCommand(ports: Ports, { body }: Call): Answer {
  const existed = ports.world.commands.has(String(body['name']));
  return faultOfCommand(body) ?? ok(keepCommand(ports, body), existed ? 200 : 201);
}

function replaceCommands(ports: Ports, { body }: Call): Answer {
  const wanted = Object.values(body) as Readonly<Record<string, unknown>>[];
  const fault = wanted.map(faultOfCommand).find((one) => one !== null);
  if (fault !== undefined && fault !== null) return fault;
  ports.world.commands.clear();
  return ok(wanted.map((one) => keepCommand(ports, one)));
}

function member({ world }: Ports, { ids }: Call): Answer {
  return world.members.has(ids[1] ?? '') ? ok(memberData(world, ids[1] ?? '')) : UNKNOWN_MEMBER;
}

const COMMANDS = '/applications/:id/guilds/:id/commands';

export const SERVER_ROUTES: readonly Route[] = [
  route('GET', '/gateway/bot', gateway),
  route('GET', '/gateway', ({ gateway: url }) => ok({ url: url() }), { open: true }),
  route('GET', '/users/@me', ({ world }) => ok({ ...world.bot, verified: true, mfa_enabled: false })),
  route('GET', '/applications/@me', ({ world }) =>
    ok({ id: world.application, name: 'mosaic', flags: world.flags, bot: world.bot }),
  ),
  route('POST', '/users/@me/channels', openDirect),
  route(
    'GET',
    '/guilds/:id',
    inServer(({ world }) => ok(serverData(world))),
  ),
  route(
    'GET',
    '/guilds/:id/roles',
    inServer(({ world }) => ok(world.roles)),
  ),
  route(
    'GET',
    '/guilds/:id/channels',
    inServer(({ world }) =>
      ok(
        [...world.channels.values()]
          .filter(({ type }) => type === ChannelType.GuildText)
          .map((one) => channelData(world, one)),
      ),
    ),
  ),
  route('GET', '/guilds/:id/members/:id', inServer(member)),
  route(
    'GET',
    COMMANDS,
    inApplication(({ world }) => ok([...world.commands.values()])),
  ),
  route('POST', COMMANDS, inApplication(addCommand)),
  route('PUT', COMMANDS, inApplication(replaceCommands)),
];
