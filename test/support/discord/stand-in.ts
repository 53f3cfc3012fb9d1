import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GatewayIntentBits, OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10';
import { WebSocketServer } from 'ws';
import { acts } from './acts.ts';
import type { DiscordControl } from './control.ts';
import { faults } from './faults.ts';
import { attendPeer, type GatewayKnobs } from './gateway.ts';
import { interactions } from './interactions.ts';
import { type Limits, limiter, NO_LIMITS } from './limits.ts';
import { recorder } from './record.ts';
import { answerRequest, type RestPorts } from './rest.ts';
import { sessions } from './sessions.ts';
import { serverData } from './shapes.ts';
import { makeWorld, PLAIN_WORLD, type World, type WorldSetup } from './world.ts';

export interface StandInOptions {
  /** An address of this machine; `0.0.0.0` for all. */
  readonly host?: string;
  readonly port?: number;
  /** The name that clients reach it by, where it is not the address it listens on. */
  readonly name?: string;
  readonly world?: Partial<WorldSetup>;
  readonly limits?: Limits;
}

export interface StandIn {
  /** For `rest.api`: `http://127.0.0.1:4000/api`. */
  readonly api: string;
  readonly setup: WorldSetup;
  readonly control: DiscordControl;
  readonly close: () => Promise<void>;
}

/** Starts a small Discord: gateway v10 and REST on one address. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const setup: WorldSetup = { ...PLAIN_WORLD, ...options.world };
  const world = makeWorld(setup);
  const record = recorder();
  const knobs: GatewayKnobs = {
    heartbeatMs: 41_250,
    deaf: false,
    twice: false,
    refuseResumes: 0,
  };
  const limits = { now: options.limits ?? NO_LIMITS };
  const told = sessions(record, knobs);
  const host = options.host ?? '127.0.0.1';
  let port = options.port ?? 0;
  const address = (scheme: string): string => `${scheme}://${options.name ?? host}:${port}`;
  const ports: RestPorts = {
    world,
    sessions: told,
    interactions: interactions(),
    record,
    faults: faults(),
    turn: limiter(() => limits.now),
    origin: () => address('http'),
    gateway: () => address('ws'),
  };
  const door = openDoor(host, ports, knobs);
  port = await door.listen(port);
  const control: DiscordControl = {
    ...acts(ports),
    ...linkActs(ports, door, knobs, () => port),
    ...worldActs(ports, knobs),
    limit: async (some) => {
      limits.now = { ...limits.now, ...some };
    },
  };
  return { api: `${address('http')}/api`, setup, control: noted(control, record), close: door.shut };
}

/** Writes each act into the record, so that a test sees what came before what. */
function noted(control: DiscordControl, record: RestPorts['record']): DiscordControl {
  const quiet = new Set(['messages', 'record', 'commands', 'directChannel']);
  const entries = Object.entries(control) as [string, (data: unknown) => Promise<unknown>][];
  const wrapped = entries.map(([name, act]) => [
    name,
    (data: unknown) => {
      if (!quiet.has(name)) record.add({ kind: 'act', name, data });
      return act(data);
    },
  ]);
  return Object.fromEntries(wrapped) as DiscordControl;
}

interface Door {
  /** Nothing changes where it listens already. */
  readonly listen: (port: number) => Promise<number>;
  /** Unless it is shut again, or listens again, before. */
  readonly later: (what: () => void, ms: number) => void;
  /** Breaks everything that is open and listens no longer. */
  readonly shut: () => Promise<void>;
  readonly peers: WebSocketServer['clients'];
}

function openDoor(host: string, ports: RestPorts, knobs: GatewayKnobs): Door {
  const gateway = new WebSocketServer({ noServer: true });
  let server: Server | null = null;
  let timer: NodeJS.Timeout | undefined;
  return {
    peers: gateway.clients,
    later: (what, ms) => {
      timer = setTimeout(what, ms);
    },
    listen: async (port) => {
      clearTimeout(timer);
      if (server !== null) return port;
      const made = createServer((request, response) => {
        answerRequest(ports, request, response).catch(() => request.socket.destroy());
      });
      made.on('upgrade', (request, socket, head) => {
        const version = new URL(request.url ?? '/', 'http://stand-in').searchParams.get('v');
        const { world, sessions: told, record } = ports;
        const peerPorts = { world, sessions: told, record, knobs, address: ports.gateway };
        gateway.handleUpgrade(request, socket, head, (peer) => attendPeer(peerPorts, peer, version));
      });
      server = made;
      await new Promise<void>((resolve, reject) => {
        made.once('error', reject);
        made.listen(port, host, resolve);
      });
      return (made.address() as AddressInfo).port;
    },
    shut: async () => {
      clearTimeout(timer);
      const old = server;
      server = null;
      for (const peer of gateway.clients) peer.terminate();
      if (old === null) return;
      const closed = new Promise((resolve) => old.close(resolve));
      old.closeAllConnections();
      await closed;
    },
  };
}

type LinkActs = Pick<
  DiscordControl,
  | 'drop'
  | 'askReconnect'
  | 'invalidate'
  | 'refuse'
  | 'accept'
  | 'refuseResumes'
  | 'forgetSessions'
  | 'fault'
  | 'record'
>;

function linkActs(ports: RestPorts, door: Door, knobs: GatewayKnobs, port: () => number): LinkActs {
  const tell = (packet: unknown): void => {
    for (const peer of door.peers) peer.send(JSON.stringify(packet));
  };
  return {
    drop: async (code) => {
      for (const peer of door.peers) code === null ? peer.terminate() : peer.close(code);
    },
    askReconnect: async () => tell({ op: 7, d: null }),
    invalidate: async (resumable) => {
      if (!resumable) for (const id of ports.sessions.all.keys()) ports.sessions.end(id);
      tell({ op: 9, d: resumable });
    },
    refuse: async (ms) => {
      await door.shut();
      if (ms !== null) door.later(() => void door.listen(port()), ms);
    },
    accept: async () => void (await door.listen(port())),
    refuseResumes: async (count) => {
      knobs.refuseResumes = count;
    },
    forgetSessions: async () => {
      for (const id of ports.sessions.all.keys()) ports.sessions.end(id);
    },
    fault: async (fault) => ports.faults.add(fault),
    record: async (from) => ports.record.entries.slice(from),
  };
}

type WorldActs = Pick<
  DiscordControl,
  'deaf' | 'twice' | 'heartbeat' | 'messageContent' | 'interactionTimes' | 'deny' | 'member'
>;

function worldActs(
  { world, sessions: told, interactions: asked }: RestPorts,
  knobs: GatewayKnobs,
): WorldActs {
  return {
    deaf: async (deaf) => {
      knobs.deaf = deaf;
    },
    twice: async (twice) => {
      knobs.twice = twice;
    },
    heartbeat: async (ms) => {
      knobs.heartbeatMs = ms;
    },
    messageContent: async (on) => {
      world.flags = on ? 1 << 19 : 0;
    },
    interactionTimes: async (times) => void Object.assign(asked.within, times),
    deny: async ({ channel, rights }) => {
      const deny = rights.reduce((sum, right) => sum | PermissionFlagsBits[right], 0n);
      const place = world.channels.get(channel);
      if (place === undefined) throw new Error(`the stand-in knows no ${channel}`);
      place.overwrites = [{ id: world.server, type: OverwriteType.Role, allow: '0', deny: String(deny) }];
    },
    member: async (inside) => {
      if (inside) world.members.set(world.bot.id, botRoles(world));
      else world.members.delete(world.bot.id);
      const data = inside ? serverData(world) : { id: world.server };
      told.tellAll(GatewayIntentBits.Guilds, inside ? 'GUILD_CREATE' : 'GUILD_DELETE', () => data);
    },
  };
}

function botRoles(world: World): string[] {
  return world.roles.flatMap(({ id, tags }) => (tags?.bot_id === world.bot.id ? [id] : []));
}
