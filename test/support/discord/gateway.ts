import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10';
import type { RawData, WebSocket } from 'ws';
import type { Recorder } from './record.ts';
import { ALL_INTENTS, hasIntent, type Session, type Sessions } from './sessions.ts';
import { readyData, serverData } from './shapes.ts';
import { readsContent, type World } from './world.ts';

/** What tests turn while it runs. */
export interface GatewayKnobs {
  heartbeatMs: number;
  /** Neither acknowledges heartbeats nor tells anything: a connection that is dead without being closed. */
  deaf: boolean;
  twice: boolean;
  refuseResumes: number;
}

interface Peer {
  readonly socket: WebSocket;
  session: Session | null;
  lastBeat: number;
  events: number[];
}

export interface GatewayPorts {
  readonly world: World;
  readonly sessions: Sessions;
  readonly record: Recorder;
  readonly knobs: GatewayKnobs;
  readonly address: () => string;
}

/** Speaks gateway v10 with one connection. */
export function attendPeer(ports: GatewayPorts, socket: WebSocket, version: string | null): void {
  const peer: Peer = { socket, session: null, lastBeat: Date.now(), events: [] };
  socket.on('error', () => {});
  if (version !== '10') {
    shut(ports, peer, GatewayCloseCodes.InvalidAPIVersion);
    return;
  }
  const watch = setInterval(() => {
    const silent = Date.now() - peer.lastBeat > ports.knobs.heartbeatMs * 2;
    if (silent && !ports.knobs.deaf) shut(ports, peer, GatewayCloseCodes.SessionTimedOut);
  }, ports.knobs.heartbeatMs / 2);
  socket.on('close', (code) => {
    clearInterval(watch);
    leave(ports, peer, code);
  });
  socket.on('message', (data) => take(ports, peer, data));
  socket.send(
    JSON.stringify({ op: GatewayOpcodes.Hello, d: { heartbeat_interval: ports.knobs.heartbeatMs } }),
  );
}

function leave({ sessions, record }: GatewayPorts, peer: Peer, code: number): void {
  record.add({ kind: 'closed', code, by: 'client' });
  if (peer.session === null || peer.session.socket !== peer.socket) return;
  peer.session.socket = null;
  // Who says goodbye properly cannot resume.
  if (code === 1000 || code === 1001) sessions.end(peer.session.id);
}

function shut({ record }: GatewayPorts, peer: Peer, code: number): void {
  record.add({ kind: 'closed', code, by: 'stand-in' });
  if (peer.session?.socket === peer.socket) peer.session.socket = null;
  peer.session = null;
  peer.socket.close(code, GatewayCloseCodes[code] ?? '');
}

function take(ports: GatewayPorts, peer: Peer, raw: RawData): void {
  const code = faultOfPacket(ports, peer, String(raw), Date.now());
  if (code !== null) shut(ports, peer, code);
}

/** Obeys a packet; gives the code to close with, or `null`. */
function faultOfPacket(ports: GatewayPorts, peer: Peer, raw: string, now: number): GatewayCloseCodes | null {
  peer.events = [...peer.events.filter((at) => now - at < 60_000), now];
  if (peer.events.length > 120) return GatewayCloseCodes.RateLimited;
  const packet = parsePacket(raw);
  if (packet === null) return GatewayCloseCodes.DecodeError;
  ports.record.add({ kind: 'received', op: packet.op, data: withoutToken(packet.d) });
  switch (packet.op) {
    case GatewayOpcodes.Heartbeat:
      peer.lastBeat = now;
      if (!ports.knobs.deaf) peer.socket.send(JSON.stringify({ op: GatewayOpcodes.HeartbeatAck }));
      return null;
    case GatewayOpcodes.Identify:
      return identify(ports, peer, packet.d);
    case GatewayOpcodes.Resume:
      return resume(ports, peer, packet.d);
    case GatewayOpcodes.PresenceUpdate:
    case GatewayOpcodes.RequestGuildMembers:
    case GatewayOpcodes.VoiceStateUpdate:
      return peer.session === null ? GatewayCloseCodes.NotAuthenticated : null;
    default:
      return GatewayCloseCodes.UnknownOpcode;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function faultOfIdentify(world: World, peer: Peer, data: Fields): GatewayCloseCodes | null {
  if (peer.session !== null) return GatewayCloseCodes.AlreadyAuthenticated;
  if (data['token'] !== world.token) return GatewayCloseCodes.AuthenticationFailed;
  const [shard, count] = (data['shard'] as [number, number] | undefined) ?? [0, 1];
  if (!(shard >= 0 && shard < count)) return GatewayCloseCodes.InvalidShard;
  const intents = data['intents'];
  if (typeof intents !== 'number' || (intents & ~ALL_INTENTS) !== 0) return GatewayCloseCodes.InvalidIntents;
  const unread = hasIntent(intents, GatewayIntentBits.MessageContent) && !readsContent(world);
  // The stand-in's bot has neither of these switches on.
  const people = hasIntent(intents, GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences);
  return unread || people ? GatewayCloseCodes.DisallowedIntents : null;
}

function identify(ports: GatewayPorts, peer: Peer, data: Fields): GatewayCloseCodes | null {
  const { world, sessions, record } = ports;
  const fault = faultOfIdentify(world, peer, data);
  if (fault !== null) return fault;
  const session = sessions.open(Number(data['intents']), peer.socket);
  peer.session = session;
  record.add({ kind: 'session', how: 'identified', session: session.id });
  sessions.tell(session, 'READY', readyData(world, session.id, ports.address()));
  if (hasIntent(session.intents, GatewayIntentBits.Guilds) && world.members.has(world.bot.id)) {
    sessions.tell(session, 'GUILD_CREATE', serverData(world));
  }
  return null;
}

function resume(ports: GatewayPorts, peer: Peer, data: Fields): GatewayCloseCodes | null {
  const { world, sessions, knobs, record } = ports;
  if (data['token'] !== world.token) return GatewayCloseCodes.AuthenticationFailed;
  const session = sessions.all.get(String(data['session_id']));
  const seq = Number(data['seq']);
  if (session === undefined || knobs.refuseResumes > 0) {
    knobs.refuseResumes = Math.max(0, knobs.refuseResumes - 1);
    if (session !== undefined) sessions.end(session.id);
    record.add({ kind: 'session', how: 'refused', session: String(data['session_id']) });
    peer.socket.send(JSON.stringify({ op: GatewayOpcodes.InvalidSession, d: false }));
    return null;
  }
  if (!(seq <= session.seq)) return GatewayCloseCodes.InvalidSeq;
  peer.session = session;
  session.socket = peer.socket;
  record.add({ kind: 'session', how: 'resumed', session: session.id });
  for (const { text } of session.told.filter((event) => event.seq > seq)) peer.socket.send(text);
  sessions.tell(session, 'RESUMED', {});
  return null;
}

function parsePacket(text: string): { readonly op: number; readonly d: Fields } | null {
  try {
    const packet = JSON.parse(text) as { op?: unknown; d?: unknown };
    const data = packet.d !== null && typeof packet.d === 'object' ? packet.d : {};
    return typeof packet.op === 'number' ? { op: packet.op, d: data as Fields } : null;
  } catch {
    return null;
  }
}

function withoutToken(data: Fields): unknown {
  return 'token' in data ? { ...data, token: '…' } : data;
}
