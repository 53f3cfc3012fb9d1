import { GatewayOpcodes } from 'discord-api-types/v10';
import { WebSocket } from 'ws';

export interface Packet {
  readonly op: number;
  readonly t?: string | null;
  readonly s?: number | null;
  readonly d?: unknown;
}

/** A gateway connection without any library for Discord: packets go out as they are, and what came is kept. */
export interface RawGateway {
  readonly packets: readonly Packet[];
  readonly send: (packet: unknown) => void;
  readonly next: (which: (packet: Packet) => boolean) => Promise<Packet>;
  readonly closed: Promise<number>;
  readonly close: (code?: number) => void;
  readonly cut: () => void;
}

export function rawGateway(url: string, version = '10'): RawGateway {
  const socket = new WebSocket(`${url}/?v=${version}&encoding=json`);
  const packets: Packet[] = [];
  let waiting: { readonly which: (packet: Packet) => boolean; readonly resolve: (packet: Packet) => void }[] =
    [];
  socket.on('message', (raw) => {
    const packet = JSON.parse(String(raw)) as Packet;
    packets.push(packet);
    const met = waiting.filter(({ which }) => which(packet));
    waiting = waiting.filter((one) => !met.includes(one));
    for (const { resolve } of met) resolve(packet);
  });
  socket.on('error', () => {});
  return {
    packets,
    send: (packet) => socket.send(typeof packet === 'string' ? packet : JSON.stringify(packet)),
    next: (which) => {
      const old = packets.find(which);
      if (old !== undefined) return Promise.resolve(old);
      return new Promise((resolve) => void waiting.push({ which, resolve }));
    },
    closed: new Promise((resolve) => socket.on('close', resolve)),
    close: (code) => socket.close(code),
    cut: () => socket.terminate(),
  };
}

export const isHello = ({ op }: Packet): boolean => op === GatewayOpcodes.Hello;
export const isEvent =
  (name: string) =>
  ({ t }: Packet): boolean =>
    t === name;

export function identify(token: string, intents: number): unknown {
  const properties = { os: 'linux', browser: 'test', device: 'test' };
  return { op: GatewayOpcodes.Identify, d: { token, intents, properties } };
}
